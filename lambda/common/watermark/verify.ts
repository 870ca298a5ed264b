import { CONTEXT_LETTERS, contentOf, lettersOf, MARK, type MarkContent } from './mark.ts';

/** A mark that the key made for the letters before it. */
export interface FoundMark extends MarkContent {
  /** UTF-16 index in the text. */
  readonly at: number;
}

export interface Verification {
  readonly marks: readonly FoundMark[];
  /** Groups in the shape of a mark that the key did not make for the letters before them: another key's, forged, or in an edited sentence. */
  readonly unknown: number;
}

/** Looks for marks in any copy of a text or part of one. One that verifies is enough: by chance that happens once in 2^28 tries. */
export function verifyWatermark(text: string, key: Uint8Array): Verification {
  const marks: FoundMark[] = [];
  let unknown = 0;
  for (const { 0: mark, index: at } of text.matchAll(MARK)) {
    const content = contentOf(mark, lettersBefore(text, at), key);
    if (content === undefined) unknown += 1;
    else marks.push(Object.freeze({ at, ...content }));
  }
  return Object.freeze({ marks: Object.freeze(marks), unknown });
}

function lettersBefore(text: string, at: number): string {
  let letters = '';
  for (let index = at - 1; index >= 0 && letters.length < CONTEXT_LETTERS; index--)
    letters = lettersOf(text.charAt(index)) + letters;
  return letters;
}
