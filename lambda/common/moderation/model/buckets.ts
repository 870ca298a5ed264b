/** Weights stand in so many slots; a power of two. */
export const BUCKETS = 1 << 19;

/**
 * Buckets, each once: a `Set` of numbers takes ten times as long. Its memory serves one text after the other, as to allocate it would take longer
 * than to fill it.
 */
export class Buckets {
  readonly #found: Uint32Array;
  /** Open addressing; a bucket stands as itself plus one, as 0 is an empty slot. */
  readonly #slots: Uint32Array;
  /** As many of the slots as the text at hand needs, less one. */
  #mask = 0;
  #count = 0;

  /** @param most of one text */
  constructor(most: number) {
    this.#found = new Uint32Array(most);
    this.#slots = new Uint32Array(slotsFor(most));
  }

  /** Begins the next text, of which there are so many at most. */
  begin(most: number): void {
    const slots = slotsFor(most);
    this.#slots.fill(0, 0, slots);
    this.#mask = slots - 1;
    this.#count = 0;
  }

  add(kind: number, hash: number): void {
    const bucket = bucketOf(kind, hash);
    const mask = this.#mask;
    let slot = bucket & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) if (this.#slots[slot] === bucket + 1) return;
    this.#slots[slot] = bucket + 1;
    this.#found[this.#count++] = bucket;
  }

  /** Those of the text at hand. */
  all(): Uint32Array {
    return this.#count === 0 ? NONE : this.#found.slice(0, this.#count);
  }
}

const NONE = new Uint32Array(0);

const slotsFor = (most: number): number => 2 ** Math.ceil(Math.log2(most * 1.5));

/** One step of the hash of features. */
export function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x01000193);
  return mixed ^ (mixed >>> 15);
}

function bucketOf(kind: number, hash: number): number {
  const mixed = mix(mix(0x811c9dc5, kind), hash);
  const spread = Math.imul(mixed ^ (mixed >>> 13), 0x5bd1e995);
  return (spread ^ (spread >>> 16)) & (BUCKETS - 1);
}
