import type { AnthropicTarget } from '../../contract/targets.ts';
import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { conversationOf, type TurnPart } from './conversation.ts';
import { objectIn } from './json.ts';
import type { ProviderCall, Question } from './provider.ts';
import { maxTokensOf, numberOf, refuseUnsupported, stopsOf, unsupported } from './support.ts';
import { type ToolChoice, toolChoiceOf, toolsOf } from './tools.ts';

const NAME = 'Anthropic';
const API_VERSION = '2023-06-01';

/** Anthropic wants a limit, OpenAI's clients need not send one. Every model that Anthropic serves can write as much. */
const DEFAULT_MAX_TOKENS = 4096;

/** @throws OpenAiError 400 that names what Anthropic cannot be asked for */
export function anthropicCall(target: AnthropicTarget, { chat, model, credential }: Question): ProviderCall {
  refuseUnsupported(chat, NAME, ['tools', 'tool_choice', 'parallel_tool_calls', 'response_format']);
  const { system, turns } = conversationOf(chat.messages, NAME);
  const temperature = numberOf(chat, 'temperature');
  const topP = numberOf(chat, 'top_p');
  const stops = stopsOf(chat);
  const providerModel = target.model ?? model;
  if (temperature !== undefined && temperature > 1) {
    throw invalidRequest(`'temperature' must be at most 1 for ${NAME}, not ${temperature}.`, 'temperature');
  }
  return {
    baseUrl: target.baseUrl,
    path: '/v1/messages',
    headers: { 'anthropic-version': API_VERSION, ...(credential !== undefined && { 'x-api-key': credential }) },
    providerModel,
    body: {
      model: providerModel,
      max_tokens: maxTokensOf(chat) ?? DEFAULT_MAX_TOKENS,
      messages: turns.map(({ role, parts }) => ({ role, content: parts.map(blockOf) })),
      ...(system.length > 0 && { system: system.join('\n\n') }),
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { top_p: topP }),
      ...(stops && { stop_sequences: stops }),
      ...toolMembers(chat),
      ...formatMembers(chat),
      ...(chat.stream && { stream: true }),
    },
  };
}

function blockOf(part: TurnPart): JsonObject {
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image': {
      const { image } = part;
      const source =
        'url' in image ? { type: 'url', url: image.url } : { type: 'base64', media_type: image.mediaType, data: image.base64 };
      return { type: 'image', source };
    }
    case 'call':
      return { type: 'tool_use', id: part.id, name: part.name, input: part.input };
    case 'result':
      return { type: 'tool_result', tool_use_id: part.id, content: part.text };
  }
}

function toolMembers(chat: ChatRequest): JsonObject {
  const tools = toolsOf(chat, NAME);
  const choice = toolChoiceOf(chat, tools, NAME);
  if (tools.length === 0) return {};
  const oneAtATime = chat.body.parallel_tool_calls === false && choice !== 'none';
  return {
    tools: tools.map(({ name, description, schema }) => ({
      name,
      ...(description !== undefined && { description }),
      input_schema: schema,
    })),
    tool_choice: { ...choiceOf(choice), ...(oneAtATime && { disable_parallel_tool_use: true }) },
  };
}

function choiceOf(choice: ToolChoice): JsonObject {
  if (choice === 'required') return { type: 'any' };
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', name: choice.name };
}

/** A schema can be asked for, JSON of any shape cannot. */
function formatMembers({ body }: ChatRequest): JsonObject {
  const format = objectIn(body, 'response_format');
  if (format.type === undefined || format.type === 'text') return {};
  const { schema } = objectIn(format, 'json_schema');
  if (format.type !== 'json_schema' || schema === undefined) throw unsupported('response_format', NAME);
  return { output_config: { format: { type: 'json_schema', schema } } };
}
