import { latinLookalike } from './homoglyphs.ts';
import { sameLengthView, type View, ViewBuilder } from './view.ts';

/**
 * The text in one form: NFKC, lower case, no marks above letters, no invisible characters, lookalikes as the Latin letters they pass for,
 * runs of blanks as one space, nothing more than three times in a row.
 */
export function plainView(written: string): View {
  return asciiView(written) ?? formedView(written);
}

/** Most English texts are in the one form but for capitals and line breaks, each of which stays one unit. */
function asciiView(written: string): View | undefined {
  if (NOT_ASCII.test(written)) return undefined;
  const text = written.replace(LINE_BREAK, ' ').toLowerCase();
  return REPEATED.test(text) ? undefined : sameLengthView('plain', text);
}

const NOT_ASCII = /[^\x20-\x7e\n\t]/;
const LINE_BREAK = /[\n\t]/g;
const REPEATED = / {2}|(.)\1\1\1/;

function formedView(written: string): View {
  const view = new ViewBuilder();
  let repeated = 0;
  for (let start = 0; start < written.length; ) {
    const code = written.codePointAt(start) ?? 0;
    const end = start + (code > 0xffff ? 2 : 1);
    const form = code < 0x80 ? asciiForm(code) : formOf(code, written.slice(start, end));
    for (let part = 0; part < form.length; part++) {
      const unit = form.charCodeAt(part);
      if (unit === SPACE && view.last === SPACE) continue;
      repeated = unit === view.last ? repeated + 1 : 0;
      if (repeated < MAX_REPEATED) view.pushUnit(unit, start, end);
    }
    start = end;
  }
  return view.build('plain');
}

/** `fuuuuck` counts as a form of `fuck`, but `aaa` and `000` stay. */
const MAX_REPEATED = 3;
const SPACE = 0x20;

const ASCII: readonly string[] = Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase();
  return code <= 0x20 || code === 0x7f ? (/\s/.test(character) ? ' ' : '') : character;
});

const asciiForm = (code: number): string => ASCII[code] ?? '';

/** Filled with the characters that come by; bounded, as there are only so many. */
const FORMS = new Map<number, string>();

function formOf(code: number, character: string): string {
  const known = FORMS.get(code);
  if (known !== undefined) return known;
  const form = makeForm(code, character);
  if (FORMS.size < 50_000) FORMS.set(code, form);
  return form;
}

function makeForm(code: number, character: string): string {
  if (INVISIBLE.test(character)) return '';
  if (/\s/.test(character)) return ' ';
  // A lone surrogate has no form; it must not join its neighbours either.
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  const folded = character
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC');
  return [...folded].map((part) => latinLookalike(part.codePointAt(0) ?? 0) ?? part).join('');
}

/** Zero width, bidirectional controls, variation selectors, tags, soft hyphen, fillers. */
const INVISIBLE = /^[\p{Cf}\p{Cc}\p{Mn}\u115f\u1160\u3164\uffa0\u2800]$/u;
