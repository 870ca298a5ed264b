import { ANTHROPIC_MAX_TOKENS, type AnthropicTarget } from '../../contract/targets.ts';
import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { blockOf, cacheMember, systemMember } from './anthropic-blocks.ts';
import { effortMember, topKMember } from './claude-options.ts';
import { conversationOf } from './conversation.ts';
import { eagerInputOf, thinkingOf } from './conversation-marks.ts';
import type { Conversation } from './conversation-parts.ts';
import { objectIn, objectsIn } from './json.ts';
import type { ProviderCall, Question } from './provider.ts';
import { answerSchemaOf, maxTokensOf, numberOf, refuseUnsupported, stopsOf } from './support.ts';
import { type ToolChoice, toolChoiceOf, toolsOf, toolsUsedIn } from './tools.ts';

const NAME = 'Anthropic';
const API_VERSION = '2023-06-01';

/** Parameters beside those of every provider. */
const ALSO = ['tools', 'tool_choice', 'parallel_tool_calls', 'response_format', 'reasoning_effort', 'top_k', 'thinking'];

/** @throws OpenAiError 400 that names what Anthropic cannot be asked for */
export function anthropicCall(target: AnthropicTarget, { chat, model, credential }: Question): ProviderCall {
  refuseUnsupported(chat, NAME, ALSO);
  const conversation = conversationOf(chat.messages, NAME);
  const { system, turns } = conversation;
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
      max_tokens: maxTokensOf(chat) ?? target.maxTokens ?? ANTHROPIC_MAX_TOKENS,
      messages: turns.map(({ role, parts }) => ({ role, content: parts.map(blockOf) })),
      ...systemMember(system),
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { top_p: topP }),
      ...topKMember(chat),
      ...(stops && { stop_sequences: stops }),
      ...toolMembers(chat, conversation),
      ...outputMember(chat),
      ...thinkingMember(chat),
      ...cacheMember(chat.body),
      ...(chat.stream && { stream: true }),
    },
  };
}

function toolMembers(chat: ChatRequest, conversation: Conversation): JsonObject {
  const offered = toolsOf(chat, NAME);
  const asked = toolChoiceOf(chat, offered, NAME);
  const [tools, choice] = offered.length > 0 ? [offered, asked] : [toolsUsedIn(conversation), 'none' as const];
  if (tools.length === 0) return {};
  const written = objectsIn(chat.body, 'tools');
  const oneAtATime = chat.body.parallel_tool_calls === false && choice !== 'none';
  return {
    tools: tools.map(({ name, description, schema }, index) => ({
      name,
      ...(description !== undefined && { description }),
      input_schema: schema,
      ...toolFlags(written[index] ?? {}),
    })),
    tool_choice: { ...choiceOf(choice), ...(oneAtATime && { disable_parallel_tool_use: true }) },
  };
}

function toolFlags(tool: JsonObject): JsonObject {
  const { strict } = objectIn(tool, 'function');
  const eager = eagerInputOf(tool);
  return {
    ...(typeof strict === 'boolean' && { strict }),
    ...(eager !== undefined && { eager_input_streaming: eager }),
    ...cacheMember(tool),
  };
}

function choiceOf(choice: ToolChoice): JsonObject {
  if (choice === 'required') return { type: 'any' };
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', name: choice.name };
}

/** As it was sent: which kinds of thinking there are depends on the model. */
function thinkingMember({ body }: ChatRequest): JsonObject {
  const thinking = thinkingOf(body);
  return thinking === undefined ? {} : { thinking };
}

function outputMember(chat: ChatRequest): JsonObject {
  const asked = answerSchemaOf(chat, NAME);
  const format = asked && { type: 'json_schema', schema: asked.schema };
  const output = { ...effortMember(chat, NAME), ...(format && { format }) };
  return Object.keys(output).length === 0 ? {} : { output_config: output };
}
