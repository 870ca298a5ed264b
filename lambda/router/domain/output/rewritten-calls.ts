import type { JsonObject } from '../http/json-body.ts';
import { isObject, isString } from '../openai/fields.ts';
import { textIn } from '../providers/json.ts';
import { type FilterFactory, inSequence, isStop, type Stop, type TextFilter } from './text-filter.ts';
import { isWholeJson } from './whole-json.ts';

/** The tool calls of one choice as the client gets them. */
export interface Calls {
  readonly calls: readonly unknown[];
  readonly changed: boolean;
}

/** A call whose arguments are being written. */
interface Writing {
  readonly filter: TextFilter;
  readonly member: 'function' | 'custom';
  /** As the model wrote it. */
  json: string;
}

/**
 * Rewrites the arguments that an answer's tools are called with, each by itself. A call ends where another one begins and its arguments are
 * whole, as some servers write several at a time, or with its choice.
 */
export class RewrittenCalls {
  readonly #filters: readonly FilterFactory[];
  /** By choice, then by the number of the call. */
  readonly #writing = new Map<number, Map<number, Writing>>();

  constructor(filters: readonly FilterFactory[]) {
    this.#filters = filters;
  }

  /** @param calls the `tool_calls` of a chunk, if it has any */
  chunk(choice: number, calls: unknown, ends: boolean): Calls | Stop {
    const pieces: readonly unknown[] = Array.isArray(calls) ? calls : [];
    if (this.#filters.length === 0 || (pieces.length === 0 && !this.#writing.has(choice)))
      return { calls: pieces, changed: false };
    const writing = this.#writing.get(choice) ?? new Map<number, Writing>();
    this.#writing.set(choice, writing);
    const after: unknown[] = [];
    let changed = false;
    for (const [position, call] of pieces.entries()) {
      if (!isObject(call)) {
        after.push(call);
        continue;
      }
      const index = typeof call.index === 'number' ? call.index : position;
      const said = argumentsOf(call);
      let current = writing.get(index);
      if (current === undefined || beginsAnew(call, current)) {
        const over = [...writing].filter(([at, { json }]) => at === index || isWholeJson(json)).map(([at]) => at);
        const rest = restOf(writing, over);
        if (isStop(rest)) return rest;
        after.push(...rest);
        changed ||= rest.length > 0;
        current = { filter: this.#filterOf(choice), member: memberOf(call), json: '' };
        writing.set(index, current);
      }
      current.json += said;
      const filtered = said === '' ? '' : current.filter.push(said);
      if (isStop(filtered)) return filtered;
      changed ||= filtered !== said;
      if (filtered === said) after.push(call);
      else if (filtered !== '' || !isPiece(call)) after.push(withArguments(call, filtered));
    }
    if (ends) {
      const rest = restOf(
        writing,
        [...writing.keys()].sort((one, other) => one - other),
      );
      if (isStop(rest)) return rest;
      after.push(...rest);
      changed ||= rest.length > 0;
    }
    if (writing.size === 0) this.#writing.delete(choice);
    return { calls: after, changed };
  }

  /** @param calls the `tool_calls` of a whole answer, if it has any */
  async whole(choice: number, calls: unknown): Promise<Calls | Stop> {
    if (!Array.isArray(calls)) return { calls: [], changed: false };
    if (this.#filters.length === 0) return { calls, changed: false };
    const after: unknown[] = [];
    for (const call of calls) {
      const said = argumentsOf(call);
      const filtered = said === '' ? '' : await this.#filterOf(choice).whole(said);
      if (isStop(filtered)) return filtered;
      after.push(filtered === said ? call : withArguments(call, filtered));
    }
    return { calls: after, changed: after.some((call, index) => call !== calls[index]) };
  }

  /** Choices with a call that has not ended. */
  get open(): readonly number[] {
    return [...this.#writing.keys()];
  }

  #filterOf(choice: number): Required<TextFilter> {
    return inSequence(this.#filters.map((make) => make(choice)));
  }
}

/** Some servers give every call the same number. */
const beginsAnew = (call: JsonObject, { json }: Writing): boolean =>
  json !== '' && isString(call.id) && textIn(partOf(call), 'name') !== '';

/** Arguments only. */
const isPiece = (call: JsonObject): boolean => call.id === undefined && partOf(call).name === undefined;

/** What was held back of these calls, which end. */
function restOf(writing: Map<number, Writing>, indexes: readonly number[]): readonly JsonObject[] | Stop {
  const after: JsonObject[] = [];
  for (const index of indexes) {
    const call = writing.get(index);
    writing.delete(index);
    const rest = call?.filter.end() ?? '';
    if (isStop(rest)) return rest;
    if (call !== undefined && rest !== '') after.push({ index, [call.member]: { [ARGUMENTS[call.member]]: rest } });
  }
  return after;
}

/** Where a tool's arguments stand; those of OpenAI's custom tools are any text. */
const ARGUMENTS = { function: 'arguments', custom: 'input' } as const;

const memberOf = (call: unknown): keyof typeof ARGUMENTS => (isObject(call) && isObject(call.custom) ? 'custom' : 'function');

function partOf(call: unknown): JsonObject {
  const part = isObject(call) ? call[memberOf(call)] : undefined;
  return isObject(part) ? part : {};
}

const argumentsOf = (call: unknown): string => textIn(partOf(call), ARGUMENTS[memberOf(call)]);

const withArguments = (call: unknown, json: string): JsonObject => ({
  ...(call as JsonObject),
  [memberOf(call)]: { ...partOf(call), [ARGUMENTS[memberOf(call)]]: json },
});
