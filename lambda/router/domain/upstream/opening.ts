import { isObject } from '../openai/fields.ts';
import { jsonObject } from '../providers/json.ts';
import { type AnsweredError, errorIn } from './answer-check.ts';
import { eventsIn } from './sse.ts';

/** More than any server sends before its first token. Beyond it the stream counts as begun, whatever it says. */
const MAX_BYTES = 16 * 1024;

/**
 * The beginning of a stream, up to the first event with content, a tool call, or a reason to stop. Many servers open with an event that
 * holds the role alone, and may die or think for minutes after it. Objects of a shape that is not known here count as content.
 */
export class Opening {
  readonly #holds: boolean;
  readonly #held: Buffer[] = [];
  #bytes = 0;
  #chunks = 0;
  #begun = false;
  #error: AnsweredError | undefined;
  #flaw: string | undefined;

  /** @param holds whether events that say nothing are kept back until one does */
  constructor(holds: boolean) {
    this.#holds = holds;
  }

  /** Whether the first token has come: from then on events need not pass here. */
  get begun(): boolean {
    return this.#begun;
  }

  /** The upstream's refusal, when that is what it began with. */
  get error(): AnsweredError | undefined {
    return this.#error;
  }

  /** Why this is no beginning of an answer. @default - it may be one */
  get flaw(): string | undefined {
    return this.#flaw;
  }

  /** @returns what may go to the client now */
  take(events: Buffer): Buffer | undefined {
    this.#bytes += events.length;
    const isLong = this.#bytes > MAX_BYTES;
    const all = isLong ? [] : eventsIn(events.toString());
    const at = all.findIndex(({ data }) => !saysNothing(data));
    const first = all[at]?.data;
    this.#chunks += at < 0 ? all.length : at;
    this.#begun = first !== undefined || isLong;
    this.#error = first === undefined ? undefined : errorIn(first);
    this.#flaw = first === undefined ? undefined : this.#flawOf(first);
    if (!this.#holds) return events;
    this.#held.push(events);
    return this.#begun ? Buffer.concat(this.#held.splice(0)) : undefined;
  }

  #flawOf(first: string): string | undefined {
    if (first === '[DONE]') return this.#chunks === 0 ? 'the stream ended before its first event' : undefined;
    return jsonObject(first) === undefined ? 'an event of the stream is no JSON object' : undefined;
  }
}

/** Whether a text of whole events holds a token: comments, and events like those that open a stream, do not. */
export const saysSomething = (events: string): boolean => eventsIn(events).some(({ data }) => !saysNothing(data));

function saysNothing(data: string): boolean {
  const chunk = jsonObject(data);
  return chunk !== undefined && Array.isArray(chunk.choices) && chunk.choices.every(isEmptyChoice);
}

const isEmptyChoice = (choice: unknown): boolean =>
  isObject(choice) &&
  (choice.finish_reason ?? null) === null &&
  isObject(choice.delta) &&
  Object.entries(choice.delta).every(([name, value]) => name === 'role' || isEmpty(value));

const isEmpty = (value: unknown): boolean => value === null || value === '' || (Array.isArray(value) && value.length === 0);
