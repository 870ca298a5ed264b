import type { Hit } from '../hit.ts';
import { uniformView } from '../normalise/uniform.ts';
import { type View, writtenRange } from '../normalise/view.ts';
import type { Detector } from './detector.ts';
import { DETECTORS } from './detectors.ts';

/**
 * Personal data and secrets in a text, in order, none over another. Ranges are those of the text as written, also where digits are full-width
 * or split by characters that nobody sees.
 */
export function piiHits(written: string): readonly Hit[] {
  const view = uniformView(written);
  const text = view?.text ?? written;
  const digits = digitsIn(text);
  const taken = new Taken();
  const hits: Hit[] = [];
  for (const detector of DETECTORS) {
    if (digits < (detector.digits ?? 0) || (detector.sign !== undefined && !text.includes(detector.sign))) continue;
    for (const { from, to } of found(detector, text)) {
      if (!taken.take(from, to, text.length)) continue;
      const { type, category } = detector;
      hits.push(Object.freeze({ ...rangeOf(view, from, to), category, type, level: 'pii', score: 1 }));
    }
  }
  return hits.sort((a, b) => a.start - b.start);
}

function digitsIn(text: string): number {
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  return digits;
}

const rangeOf = (view: View | undefined, from: number, to: number) =>
  view === undefined ? { start: from, end: to } : writtenRange(view, from, to);

/** So far from a number its word may stand. */
const BEFORE = 40;
const AFTER = 10;

/** Where a match is none, the next one is looked for from its second character on: matches are short, so this stays linear. */
function found({ pattern, lengthOf, beside }: Detector, text: string): readonly { readonly from: number; readonly to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  // A copy for each text would take longer than the search; nothing else searches before this one has ended.
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const from = match.index;
    const length = lengthOf?.(match[0]) ?? match[0].length;
    const around = () => `${text.slice(Math.max(0, from - BEFORE), from)} ${text.slice(from + length, from + length + AFTER)}`;
    const isOne = length > 0 && (beside === undefined || beside.test(around()));
    pattern.lastIndex = from + (isOne ? length : 1);
    if (isOne) ranges.push({ from, to: from + length });
  }
  return ranges;
}

/** Which characters belong to a hit already. */
class Taken {
  #units: Uint8Array | undefined;

  /** False when one of them does. */
  take(from: number, to: number, length: number): boolean {
    this.#units ??= new Uint8Array(length);
    if (this.#units.subarray(from, to).includes(1)) return false;
    this.#units.fill(1, from, to);
    return true;
  }
}
