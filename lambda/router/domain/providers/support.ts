import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest, type OpenAiError } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { isObject } from '../openai/fields.ts';
import { objectIn } from './json.ts';

/** Parameters that every provider honours, or that are about the client's account and not about the answer. */
const HONOURED: readonly string[] = [
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'temperature',
  'top_p',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'metadata',
];

/** So many are told at once; more would be noise. */
const MAX_NAMED = 5;

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const isEither =
  (...values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);

/** Parameters that ask for nothing when they have such a value. */
const HARMLESS: Readonly<Record<string, (value: unknown) => boolean>> = {
  n: isEither(1),
  tools: isEmptyList,
  functions: isEmptyList,
  tool_choice: isEither('none', 'auto'),
  function_call: isEither('none', 'auto'),
  parallel_tool_calls: isEither(true),
  response_format: (value) => isObject(value) && value.type === 'text',
  modalities: (value) => Array.isArray(value) && value.every((modality) => modality === 'text'),
  frequency_penalty: isEither(0),
  presence_penalty: isEither(0),
  logprobs: isEither(false),
  top_logprobs: isEither(0),
  logit_bias: (value) => isObject(value) && Object.keys(value).length === 0,
  store: isEither(false),
  service_tier: isEither('auto', 'default'),
};

/**
 * @param provider as in "… cannot be asked of Anthropic"
 * @param also parameters that this provider honours beside those of all
 * @throws OpenAiError 400 that names the parameters which the provider does not have, the first five
 */
export function refuseUnsupported({ body }: ChatRequest, provider: string, also: readonly string[]): void {
  const isRefused = ([name, value]: [string, unknown]) =>
    value !== null &&
    !HONOURED.includes(name) &&
    !also.includes(name) &&
    !(Object.hasOwn(HARMLESS, name) && HARMLESS[name]?.(value));
  refuseNamed(namesOf(Object.entries(body).filter(isRefused)), provider);
}

/** @throws OpenAiError 400 that names the members which are none of those that a provider honours, the first five */
export function refuseAllBut(honoured: readonly string[], body: JsonObject, provider: string): void {
  refuseNamed(namesOf(Object.entries(body).filter(([name, value]) => value !== null && !honoured.includes(name))), provider);
}

const namesOf = (members: readonly [string, unknown][]): readonly string[] => members.map(([name]) => name);

function refuseNamed(names: readonly string[], provider: string): void {
  const [first, ...more] = names.slice(0, MAX_NAMED);
  if (first !== undefined) throw unsupported(first, provider, more);
}

/** @param more parameters with the same fault */
export function unsupported(param: string, provider: string, more: readonly string[] = []): OpenAiError {
  const names = [param, ...more].map((name) => `'${name}'`).join(', ');
  const them = more.length === 0 ? 'it' : 'them';
  return invalidRequest(`${names} cannot be asked of ${provider}; leave ${them} out.`, param, 'unsupported_parameter');
}

/** The most tokens that the answer may have, by either of the names that OpenAI has for it. */
export const maxTokensOf = ({ body }: ChatRequest): number | undefined =>
  (body.max_completion_tokens ?? body.max_tokens ?? undefined) as number | undefined;

/** Undefined for none. */
export function stopsOf({ body: { stop } }: ChatRequest): readonly string[] | undefined {
  const stops = (typeof stop === 'string' ? [stop] : ((stop ?? []) as readonly string[])).filter((text) => text !== '');
  return stops.length === 0 ? undefined : stops;
}

/** A number parameter; undefined when it is absent or null. */
export const numberOf = ({ body }: ChatRequest, name: 'temperature' | 'top_p'): number | undefined =>
  (body[name] ?? undefined) as number | undefined;

/** The JSON Schema that the answer is to keep to, with its name; undefined for an answer in text. @throws OpenAiError 400 for JSON of any shape */
export function answerSchemaOf({ body }: ChatRequest, provider: string): JsonObject | undefined {
  const format = objectIn(body, 'response_format');
  if (format.type === undefined || format.type === 'text') return undefined;
  const asked = objectIn(format, 'json_schema');
  if (format.type !== 'json_schema' || asked.schema === undefined) throw unsupported('response_format', provider);
  return asked;
}
