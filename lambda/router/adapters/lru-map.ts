/** Keeps so many entries; the one that was not asked for the longest goes first. */
export class LruMap<T> {
  /** The one that was used last stands last. */
  readonly #entries = new Map<string, T>();
  readonly #most: number;
  /** Goes on where it stopped: from the beginning it would pass the places of all that were removed, again with every entry. */
  #order = this.#entries.keys();

  /** @param most entries. @default - as many as there are */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#most) this.deleteOldest();
  }

  /** @returns what stood there */
  delete(key: string): T | undefined {
    const value = this.#entries.get(key);
    this.#entries.delete(key);
    return value;
  }

  /** @returns what stood there; undefined when the map is empty */
  deleteOldest(): T | undefined {
    let next = this.#order.next();
    if (next.done) {
      this.#order = this.#entries.keys();
      next = this.#order.next();
    }
    return next.done ? undefined : this.delete(next.value);
  }

  entries(): IterableIterator<[string, T]> {
    return this.#entries.entries();
  }
}
