import { type View, ViewBuilder } from './view.ts';

/** What makes a text differ from its uniform view; most texts have none of it. */
const UNUSUAL = /[\p{Cf}\uff01-\uff5e\u2010-\u2015\u2212]|(?=[^\x20-\x7e])[\p{Zs}\p{Nd}]/u;
const INVISIBLE = /^\p{Cf}$/u;
const DIGIT = /^\p{Nd}$/u;
const BLANK = /^\p{Zs}$/u;
const HYPHEN = /^[\u2010-\u2015\u2212]$/;

/**
 * The text with its letters in their case, for what depends on it: full-width characters and digits of all scripts as ASCII, every dash a
 * hyphen, every blank a space, invisible characters gone. Undefined when the text is like that already.
 */
export function uniformView(written: string): View | undefined {
  if (!UNUSUAL.test(written)) return undefined;
  const view = new ViewBuilder();
  for (let start = 0; start < written.length; ) {
    const code = written.codePointAt(start) ?? 0;
    const end = start + (code > 0xffff ? 2 : 1);
    view.push(code < 0x80 ? written.charAt(start) : formOf(code, written.slice(start, end)), start, end);
    start = end;
  }
  return view.build('uniform');
}

function formOf(code: number, character: string): string {
  if (code >= FIRST_HAN && code <= LAST_HAN) return character;
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (INVISIBLE.test(character)) return '';
  if (HYPHEN.test(character)) return '-';
  if (BLANK.test(character)) return ' ';
  return DIGIT.test(character) ? String(digitOf(code)) : character;
}

/** Letters only. */
const FIRST_HAN = 0x4e00;
const LAST_HAN = 0x9fff;

/** Unicode keeps the ten digits of a script together, so a digit is worth as much as there are digits before it, up to nine. */
function digitOf(code: number): number {
  let zero = code;
  while (code - zero < 9 && DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code >= 0x1d7ce && code <= 0x1d7ff ? (code - 0x1d7ce) % 10 : code - zero;
}
