import type { AnthropicTarget } from '../../contract/targets.ts';
import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { mustBe } from '../openai/fields.ts';
import { blockOf, cacheMember, systemMember } from './anthropic-blocks.ts';
import { conversationOf } from './conversation.ts';
import { objectIn, objectsIn } from './json.ts';
import type { ProviderCall, Question } from './provider.ts';
import { maxTokensOf, numberOf, refuseUnsupported, stopsOf, unsupported } from './support.ts';
import { type ToolChoice, toolChoiceOf, toolsOf } from './tools.ts';

const NAME = 'Anthropic';
const API_VERSION = '2023-06-01';

/** Anthropic wants a limit, OpenAI's clients need not send one. Every model that Anthropic serves can write as much. */
const DEFAULT_MAX_TOKENS = 4096;

/** Parameters beside those of every provider. */
const ALSO = ['tools', 'tool_choice', 'parallel_tool_calls', 'response_format', 'reasoning_effort', 'top_k'];

/** Anthropic's efforts by OpenAI's. There is none for `none`: which models think unasked is not the same for all. */
const EFFORTS: Readonly<Record<string, string>> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
  max: 'max',
};

/** @throws OpenAiError 400 that names what Anthropic cannot be asked for */
export function anthropicCall(target: AnthropicTarget, { chat, model, credential }: Question): ProviderCall {
  refuseUnsupported(chat, NAME, ALSO);
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
      ...systemMember(system),
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { top_p: topP }),
      ...topKMember(chat),
      ...(stops && { stop_sequences: stops }),
      ...toolMembers(chat),
      ...outputMember(chat),
      ...cacheMember(chat.body),
      ...(chat.stream && { stream: true }),
    },
  };
}

function topKMember({ body: { top_k: topK } }: ChatRequest): JsonObject {
  if ((topK ?? null) === null) return {};
  if (!Number.isInteger(topK) || (topK as number) < 0) {
    throw invalidRequest(`'top_k' ${mustBe('an integer of at least 0', topK)}.`, 'top_k');
  }
  return { top_k: topK };
}

function toolMembers(chat: ChatRequest): JsonObject {
  const tools = toolsOf(chat, NAME);
  const choice = toolChoiceOf(chat, tools, NAME);
  if (tools.length === 0) return {};
  const written = objectsIn(chat.body, 'tools');
  const oneAtATime = chat.body.parallel_tool_calls === false && choice !== 'none';
  return {
    tools: tools.map(({ name, description, schema }, index) => ({
      name,
      ...(description !== undefined && { description }),
      input_schema: schema,
      ...cacheMember(written[index] ?? {}),
    })),
    tool_choice: { ...choiceOf(choice), ...(oneAtATime && { disable_parallel_tool_use: true }) },
  };
}

function choiceOf(choice: ToolChoice): JsonObject {
  if (choice === 'required') return { type: 'any' };
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', name: choice.name };
}

function outputMember(chat: ChatRequest): JsonObject {
  const output = { ...effortMember(chat), ...formatMember(chat) };
  return Object.keys(output).length === 0 ? {} : { output_config: output };
}

function effortMember({ body: { reasoning_effort: asked } }: ChatRequest): JsonObject {
  if ((asked ?? null) === null) return {};
  const effort = Object.hasOwn(EFFORTS, String(asked)) ? EFFORTS[String(asked)] : undefined;
  if (effort === undefined) {
    const expected = `one of ${Object.keys(EFFORTS).join(', ')} for ${NAME}`;
    throw invalidRequest(`'reasoning_effort' ${mustBe(expected, asked)}.`, 'reasoning_effort', 'unsupported_parameter');
  }
  return { effort };
}

/** A schema can be asked for, JSON of any shape cannot. */
function formatMember({ body }: ChatRequest): JsonObject {
  const format = objectIn(body, 'response_format');
  if (format.type === undefined || format.type === 'text') return {};
  const { schema } = objectIn(format, 'json_schema');
  if (format.type !== 'json_schema' || schema === undefined) throw unsupported('response_format', NAME);
  return { format: { type: 'json_schema', schema } };
}
