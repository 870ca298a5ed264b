import { isObject, isString } from '../openai/fields.ts';
import { ChoiceTexts } from './choice-texts.ts';
import { type FilterFactory, isStop, type Stop } from './text-filter.ts';

type Json = Readonly<Record<string, unknown>>;

/** The tool calls of one choice as the client gets them. */
export interface Calls {
  readonly calls: readonly unknown[];
  readonly changed: boolean;
}

/** More than an answer has tool calls. */
const MOST = 1_000_000;

/** Rewrites the arguments that an answer's tools are called with, each by itself. A call ends where the next one begins, or its choice ends. */
export class RewrittenCalls {
  readonly #texts: ChoiceTexts;
  /** By choice: the call whose arguments are being written. */
  readonly #writing = new Map<number, number>();

  constructor(filters: readonly FilterFactory[]) {
    this.#texts = new ChoiceTexts(filters);
  }

  /** @param calls the `tool_calls` of a chunk, if it has any */
  chunk(choice: number, calls: unknown, ends: boolean): Calls | Stop {
    const after: unknown[] = [];
    let changed = false;
    for (const [position, call] of (Array.isArray(calls) ? calls : []).entries()) {
      const index = isObject(call) && typeof call.index === 'number' ? call.index : position;
      if (this.#writing.get(choice) !== index) {
        const rest = this.#rest(choice);
        if (isStop(rest)) return rest;
        after.push(...rest);
        this.#writing.set(choice, index);
      }
      const said = argumentsOf(call);
      const filtered = this.#texts.push(choice * MOST + index, said);
      if (isStop(filtered)) return filtered;
      changed ||= filtered !== said;
      if (filtered === said || !isEmpty(call, filtered)) after.push(filtered === said ? call : withArguments(call, filtered));
    }
    if (ends) {
      const rest = this.#rest(choice);
      if (isStop(rest)) return rest;
      after.push(...rest);
    }
    return { calls: after, changed: changed || after.length > (Array.isArray(calls) ? calls.length : 0) };
  }

  /** @param calls the `tool_calls` of a whole answer, if it has any */
  async whole(choice: number, calls: unknown): Promise<Calls | Stop> {
    if (!Array.isArray(calls)) return { calls: [], changed: false };
    const after: unknown[] = [];
    for (const [index, call] of calls.entries()) {
      const said = argumentsOf(call);
      const filtered = await this.#texts.whole(choice * MOST + index, said);
      if (isStop(filtered)) return filtered;
      after.push(filtered === said ? call : withArguments(call, filtered));
    }
    return { calls: after, changed: after.some((call, index) => call !== calls[index]) };
  }

  /** Choices whose last call has not ended. */
  get open(): readonly number[] {
    return [...this.#writing.keys()];
  }

  /** What was held back of the call that is being written. */
  #rest(choice: number): readonly Json[] | Stop {
    const index = this.#writing.get(choice);
    if (index === undefined) return [];
    this.#writing.delete(choice);
    const rest = this.#texts.end(choice * MOST + index);
    if (isStop(rest)) return rest;
    return rest === '' ? [] : [{ index, function: { arguments: rest } }];
  }
}

const functionOf = (call: unknown): Json => (isObject(call) && isObject(call.function) ? call.function : {});

function argumentsOf(call: unknown): string {
  const { arguments: json } = functionOf(call);
  return isString(json) ? json : '';
}

const withArguments = (call: unknown, json: string): Json => ({
  ...(call as Json),
  function: { ...functionOf(call), arguments: json },
});

/** A piece of arguments only, all of which is held back. */
const isEmpty = (call: unknown, json: string): boolean =>
  json === '' && isObject(call) && call.id === undefined && functionOf(call).name === undefined;
