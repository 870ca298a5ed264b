/**
 * How a request ended that others waited for: with something that they can use, with nothing, or `left`: its client went away, which
 * says nothing about the answer.
 */
export type Landing<T> = T | 'left' | undefined;

/** Requests of this process that are being answered, by key. */
export class Flights<T> {
  readonly #open = new Map<string, Promise<Landing<T>>>();

  /** The end of the request that is being answered under this key; it never rejects. Undefined when there is none. */
  join(key: string): Promise<Landing<T>> | undefined {
    return this.#open.get(key);
  }

  /** Takes the lead under a key that nobody leads. @returns ends it; once it has ended, further calls change nothing */
  lead(key: string): (landing: Landing<T>) => void {
    let resolve: (landing: Landing<T>) => void = () => undefined;
    const promise = new Promise<Landing<T>>((settle) => {
      resolve = settle;
    });
    this.#open.set(key, promise);
    return (landing) => {
      if (this.#open.get(key) === promise) this.#open.delete(key);
      resolve(landing);
    };
  }

  get size(): number {
    return this.#open.size;
  }
}
