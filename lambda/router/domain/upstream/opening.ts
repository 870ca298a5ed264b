import { isObject } from '../openai/fields.ts';
import { eventsIn } from './sse.ts';

/** More than any server sends before its first token. Beyond it the stream counts as begun, whatever it says. */
const MAX_BYTES = 16 * 1024;

/** An error that a stream begins with: the status stands for the one that came too early. */
export interface OpeningError {
  readonly status: number;
  /** JSON, as the upstream wrote it. */
  readonly body: string;
}

/**
 * The beginning of a stream, up to the first event with content, a tool call, or a reason to stop. Many servers open with an event that
 * holds the role alone, and may die or think for minutes after it. Events of a shape that is not known here count as content.
 */
export class Opening {
  readonly #holds: boolean;
  readonly #held: Buffer[] = [];
  #bytes = 0;
  #begun = false;
  #error: OpeningError | undefined;

  /** @param holds whether events that say nothing are kept back until one does */
  constructor(holds: boolean) {
    this.#holds = holds;
  }

  /** Whether the first token has come: from then on events need not pass here. */
  get begun(): boolean {
    return this.#begun;
  }

  /** The upstream's refusal, when that is what it began with. */
  get error(): OpeningError | undefined {
    return this.#error;
  }

  /** @returns what may go to the client now */
  take(events: Buffer): Buffer | undefined {
    this.#bytes += events.length;
    const first = this.#bytes > MAX_BYTES ? undefined : eventsIn(events.toString()).find(({ data }) => !saysNothing(data));
    this.#begun = first !== undefined || this.#bytes > MAX_BYTES;
    this.#error = first && errorIn(first.data);
    if (!this.#holds) return events;
    this.#held.push(events);
    return this.#begun ? Buffer.concat(this.#held.splice(0)) : undefined;
  }
}

function saysNothing(data: string): boolean {
  const chunk = parsed(data);
  return isObject(chunk) && Array.isArray(chunk.choices) && chunk.choices.every(isEmptyChoice);
}

const isEmptyChoice = (choice: unknown): boolean =>
  isObject(choice) &&
  (choice.finish_reason ?? null) === null &&
  isObject(choice.delta) &&
  Object.entries(choice.delta).every(([name, value]) => name === 'role' || isEmpty(value));

const isEmpty = (value: unknown): boolean => value === null || value === '' || (Array.isArray(value) && value.length === 0);

function errorIn(data: string): OpeningError | undefined {
  const value = parsed(data);
  if (!isObject(value) || value.choices !== undefined || (value.error ?? null) === null) return undefined;
  const code = isObject(value.error) ? Number(value.error.code) : Number.NaN;
  return { status: Number.isInteger(code) && code >= 400 && code <= 599 ? code : 502, body: data };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
