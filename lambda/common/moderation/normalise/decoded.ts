import { plainView } from './plain.ts';
import type { View } from './view.ts';

/** Bounded: a run of a million characters would be too much for the stack of the expression. */
const ENCODED = /[A-Za-z0-9+/_-]{16,65536}={0,2}|(?:[0-9a-fA-F]{2}[\s:]?){12,32768}/g;
/** Where there is nothing like it, that need not be copied, which takes longer than the search. */
const BEGINNING = /[A-Za-z0-9+/_-]{16}|(?:[0-9a-fA-F]{2}[\s:]?){12}/;

/** So many encoded pieces of one text are looked into, each up to so many characters. */
const MAX_PIECES = 32;
const MAX_LENGTH = 64 * 1024;

/** What is written as base64 or hexadecimal, unwrapped once: each piece a view whose every unit stands for the whole piece. */
export function decodedViews(written: string): readonly View[] {
  if (!BEGINNING.test(written)) return NONE;
  const views: View[] = [];
  for (const { 0: piece, index } of written.matchAll(ENCODED)) {
    if (views.length >= MAX_PIECES) break;
    const text = decodedText(piece.slice(0, MAX_LENGTH));
    if (text === undefined) continue;
    const inner = plainView(text);
    const end = index + piece.length;
    views.push({ ...inner, kind: 'decoded', starts: inner.starts.map(() => index), ends: inner.ends.map(() => end) });
  }
  return views;
}

const NONE: readonly View[] = Object.freeze([]);

function decodedText(piece: string): string | undefined {
  const digits = piece.replace(/[\s:]/g, '');
  const isHex = /^[0-9a-fA-F]+$/.test(digits) && digits.length % 2 === 0;
  return (isHex ? readable(Buffer.from(digits, 'hex')) : undefined) ?? readable(Buffer.from(piece, 'base64'));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Text that somebody wrote, not bytes that happen to decode. */
function readable(bytes: Buffer): string | undefined {
  try {
    const text = UTF8.decode(bytes);
    const strange = text.match(/[^\p{L}\p{N}\p{P}\p{Z}\n\r\t]/gu)?.length ?? 0;
    return text.length >= 4 && /\p{L}{2}/u.test(text) && strange <= text.length / 20 ? text : undefined;
  } catch {
    return undefined;
  }
}
