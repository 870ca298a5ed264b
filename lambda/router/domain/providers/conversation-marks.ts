import type { JsonObject } from '../http/json-body.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import { isObject } from '../openai/fields.ts';
import { objectsIn, textIn } from './json.ts';

// What Anthropic's API says of a request, a message, a part, a tool or a call, and OpenAI's has no member for. Symbols, since copies keep
// them and JSON leaves them out: a server that speaks OpenAI's API refuses members that it does not know.
const CACHE_CONTROL = Symbol('cache_control');
const IS_ERROR = Symbol('is_error');
const THINKING = Symbol('thinking');
const THOUGHTS = Symbol('thoughts');
const EAGER = Symbol('eager_input_streaming');
const LIMITS = Symbol('limits');

interface Marks {
  readonly [CACHE_CONTROL]?: JsonObject;
  readonly [IS_ERROR]?: true;
  readonly [THINKING]?: JsonObject;
  readonly [THOUGHTS]?: readonly JsonObject[];
  readonly [EAGER]?: boolean;
  readonly [LIMITS]?: readonly Limit[];
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

/** How a chat is to be thought about, e.g. `{ type: 'adaptive' }`. Anything but an object marks nothing. */
export const withThinking = <T extends object>(chat: T, thinking: unknown): T =>
  isObject(thinking) ? { ...chat, [THINKING]: thinking } : chat;

/** Only what the chat's JSON does not show. */
export const markedThinking = (chat: object): JsonObject | undefined => (chat as Marks)[THINKING];

/** By the mark, or by the member that clients of chat completions send. */
export function thinkingOf(chat: JsonObject): JsonObject | undefined {
  const { thinking: written } = chat;
  return markedThinking(chat) ?? (isObject(written) ? written : undefined);
}

/** Whether the arguments of a tool's calls are to be streamed before they are known to be JSON. Anything but true or false marks nothing. */
export const withEagerInput = <T extends object>(tool: T, eager: unknown): T =>
  typeof eager === 'boolean' ? { ...tool, [EAGER]: eager } : tool;

export const eagerInputOf = (tool: object): boolean | undefined => (tool as Marks)[EAGER];

/** What Claude thought, signed so that it can be sent back; what was redacted is its own signature. */
export type Thought = { readonly text: string; readonly signature: string } | { readonly redacted: string };

/** @param blocks Anthropic's, of type `thinking` or `redacted_thinking`, that came right before this message or call */
export const withThoughts = <T extends object>(value: T, blocks: readonly JsonObject[]): T =>
  blocks.length === 0 ? value : { ...value, [THOUGHTS]: blocks };

/** By the mark, or by the member of answers that clients of chat completions send back. What is not signed is nobody's to take. */
export function thoughtsBefore(value: object): readonly Thought[] {
  const { [THOUGHTS]: marked, ...members } = value as Marks & JsonObject;
  return (marked ?? objectsIn(members, 'thinking_blocks')).flatMap((block): readonly Thought[] => {
    const signature = textIn(block, 'signature');
    const redacted = textIn(block, 'data');
    if (block.type === 'thinking' && signature !== '') return [{ text: textIn(block, 'thinking'), signature }];
    return block.type === 'redacted_thinking' && redacted !== '' ? [{ redacted }] : [];
  });
}

/** Something that only some kinds of upstreams can be asked for. */
export interface Limit {
  readonly kinds: readonly string[];
  /** What all others answer. */
  readonly refusal: OpenAiError;
}

export const withLimits = <T extends object>(chat: T, limits: readonly Limit[]): T =>
  limits.length === 0 ? chat : { ...chat, [LIMITS]: limits };

/** @throws OpenAiError 400 when the chat asks for something that upstreams of this kind do not know */
export function refuseBeyondLimits(chat: object, kind: string): void {
  const limit = (chat as Marks)[LIMITS]?.find(({ kinds }) => !kinds.includes(kind));
  if (limit !== undefined) throw limit.refusal;
}
