/** A text as a scanner reads it, with the way back to the text as it was written. */
export interface View {
  readonly kind: 'plain' | 'uniform' | 'unspaced' | 'respelt' | 'pinyin' | 'decoded';
  readonly text: string;
  /** By UTF-16 index of `text`: where the written character begins and ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Collects a view, one UTF-16 unit after the other. */
export class ViewBuilder {
  #units = new Uint16Array(256);
  #starts = new Int32Array(256);
  #ends = new Int32Array(256);
  #length = 0;

  /** Every unit of `text` comes from the same written characters. */
  push(text: string, start: number, end: number): void {
    for (let index = 0; index < text.length; index++) this.pushUnit(text.charCodeAt(index), start, end);
  }

  pushUnit(unit: number, start: number, end: number): void {
    if (this.#length === this.#units.length) this.#grow();
    this.#units[this.#length] = unit;
    this.#starts[this.#length] = start;
    this.#ends[this.#length] = end;
    this.#length += 1;
  }

  /** The last unit; -1 when there is none. */
  get last(): number {
    return this.#length === 0 ? -1 : (this.#units[this.#length - 1] ?? -1);
  }

  build(kind: View['kind']): View {
    // Unlike TextDecoder this keeps halves of surrogate pairs.
    const text = Buffer.from(this.#units.buffer, 0, this.#length * 2).toString('utf16le');
    return { kind, text, starts: this.#starts.slice(0, this.#length), ends: this.#ends.slice(0, this.#length) };
  }

  #grow(): void {
    const longer = <T extends Int32Array | Uint16Array>(empty: T, full: T): T => {
      empty.set(full);
      return empty;
    };
    this.#units = longer(new Uint16Array(this.#length * 2), this.#units);
    this.#starts = longer(new Int32Array(this.#length * 2), this.#starts);
    this.#ends = longer(new Int32Array(this.#length * 2), this.#ends);
  }
}

/** A view whose every unit stands for the unit at the same place. */
export function sameLengthView(kind: View['kind'], text: string): View {
  const { length } = text;
  const places = length < PLACES.length ? PLACES : placesUpTo(length);
  return { kind, text, starts: places.subarray(0, length), ends: places.subarray(1, length + 1) };
}

function placesUpTo(last: number): Int32Array {
  const places = new Int32Array(last + 1);
  for (let index = 0; index <= last; index++) places[index] = index;
  return places;
}

/** Shared by all texts that are no longer. */
const PLACES = placesUpTo(16_384);

/** Part of a view as a range of the written text. */
export function writtenRange(view: View, from: number, to: number): { readonly start: number; readonly end: number } {
  return { start: view.starts[from] ?? 0, end: view.ends[to - 1] ?? 0 };
}
