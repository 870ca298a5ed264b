import type { JsonObject } from '../http/json-body.ts';
import { isObject } from '../openai/fields.ts';

// What Anthropic's API says of a message, a part, a tool or a call, and OpenAI's has no member for. Symbols, since copies keep them and JSON
// leaves them out: a server that speaks OpenAI's API refuses members that it does not know.
const CACHE_CONTROL = Symbol('cache_control');
const IS_ERROR = Symbol('is_error');

interface Marks {
  readonly [CACHE_CONTROL]?: JsonObject;
  readonly [IS_ERROR]?: true;
}

/** The prompt up to here is to be kept in the provider's cache. Anything but an object marks nothing. */
export const withCacheControl = <T extends object>(value: T, control: unknown): T =>
  isObject(control) ? { ...value, [CACHE_CONTROL]: control } : value;

/** By the mark, or by the member that clients of chat completions send with parts, messages and tools. */
export function cacheControlOf(value: object): JsonObject | undefined {
  const { cache_control: written, [CACHE_CONTROL]: marked } = value as Marks & { readonly cache_control?: unknown };
  return marked ?? (isObject(written) ? written : undefined);
}

/** What a tool answered is that it failed. */
export const asFailed = <T extends object>(message: T): T => ({ ...message, [IS_ERROR]: true });

export const hasFailed = (message: object): boolean => (message as Marks)[IS_ERROR] === true;
