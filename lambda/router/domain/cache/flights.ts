import type { LiveAnswer } from './live-answer.ts';

/**
 * How a request ended that others waited for: with something that they can use, with nothing, or `left`: its client went away, which
 * says nothing about the answer.
 */
export type Landing<T> = T | 'left' | undefined;

/** A request that is being answered. */
export interface Flight<T> {
  /** Its end; never rejects. */
  readonly landed: Promise<Landing<T>>;
  /** What it is sent meanwhile. @default - its answer comes in one piece */
  readonly live?: LiveAnswer;
}

/** Requests of this process that are being answered, by key. */
export class Flights<T> {
  readonly #open = new Map<string, Flight<T>>();

  /** The request that is being answered under this key. Undefined when there is none. */
  join(key: string): Flight<T> | undefined {
    return this.#open.get(key);
  }

  /** Takes the lead under a key that nobody leads. @returns ends it; once it has ended, further calls change nothing */
  lead(key: string, live?: LiveAnswer): (landing: Landing<T>) => void {
    let resolve: (landing: Landing<T>) => void = () => undefined;
    const landed = new Promise<Landing<T>>((settle) => {
      resolve = settle;
    });
    const flight = { landed, ...(live && { live }) };
    this.#open.set(key, flight);
    return (landing) => {
      if (this.#open.get(key) === flight) this.#open.delete(key);
      resolve(landing);
    };
  }

  get size(): number {
    return this.#open.size;
  }
}
