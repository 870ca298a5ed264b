import { invalidRequest, type OpenAiError } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { isObject } from '../openai/fields.ts';

/** Honoured, or without effect on an answer that is always the same words. */
const HONOURED = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'n',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'metadata',
  'service_tier',
  'parallel_tool_calls',
  'reasoning_effort',
  'verbosity',
]);

/** Members that ask for nothing when they have such a value. */
const HARMLESS: Readonly<Record<string, (value: unknown) => boolean>> = {
  tools: isEmptyList,
  functions: isEmptyList,
  tool_choice: (value) => value === 'none' || value === 'auto',
  function_call: (value) => value === 'none' || value === 'auto',
  response_format: (value) => isObject(value) && value.type === 'text',
  modalities: (value) => Array.isArray(value) && value.every((modality) => modality === 'text'),
  logprobs: (value) => value === false,
  top_logprobs: (value) => value === 0,
  logit_bias: (value) => isObject(value) && Object.keys(value).length === 0,
  store: (value) => value === false,
};

/** @throws OpenAiError 400 that names the first member which an echo cannot honour */
export function refuseUnsupported({ body, messages }: ChatRequest): void {
  for (const [name, value] of Object.entries(body)) {
    if (value === null || HONOURED.has(name)) continue;
    if (!(Object.hasOwn(HARMLESS, name) && HARMLESS[name]?.(value))) throw refusal(name);
  }
  for (const [index, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue;
    const part = content.findIndex(({ type }) => type !== 'text' && type !== 'refusal');
    if (part >= 0) throw refusal(`messages[${index}].content[${part}].type`);
  }
}

const refusal = (param: string): OpenAiError =>
  invalidRequest(`'${param}' asks for more than this model can do: it only repeats text.`, param, 'unsupported_parameter');

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
