import type { JsonObject } from '../http/json-body.ts';
import { isObject } from '../openai/fields.ts';

/** A choice whose message or delta has these members; the very same choice when there are none. */
export function withMembers(choice: JsonObject, member: 'message' | 'delta', members: JsonObject): JsonObject {
  if (Object.keys(members).length === 0) return choice;
  const { tool_calls: calls, ...others } = { ...(choice[member] as JsonObject | undefined), ...members };
  const isCalling = Array.isArray(calls) ? calls.length > 0 : (calls ?? null) !== null;
  return {
    ...choice,
    [member]: isCalling ? { ...others, tool_calls: calls } : others,
    // The probabilities of tokens say nothing of other text.
    ...('logprobs' in choice && { logprobs: null }),
  };
}

const TEXTS: ReadonlySet<string> = new Set(['content', 'reasoning_content', 'reasoning', 'refusal']);

/** Whether a choice of a chunk, its text gone, has nothing left to tell. */
export function isSilent({ delta, finish_reason }: JsonObject): boolean {
  if ((finish_reason ?? null) !== null || !isObject(delta)) return false;
  return Object.entries(delta).every(([name, value]) => (value ?? null) === null || (value === '' && TEXTS.has(name)));
}
