import { KeywordAutomaton } from '../lexicon/keyword-automaton.ts';
import { type View, ViewBuilder } from './view.ts';

/** Words of Chinese characters that are looked for where somebody wrote them, or some of their characters, as syllables. */
export interface PinyinWords {
  readonly words: readonly string[];
  /** By character, without tones, ü as v. */
  readonly syllables: ReadonlyMap<string, string>;
  /** Of the words' syllables, put together. */
  readonly automaton: KeywordAutomaton;
}

/** Reads lines of `syllable <tab> characters`, and takes the words all of whose characters are there. */
export function pinyinWords(table: string, words: readonly string[]): PinyinWords {
  const syllables = new Map(
    table
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
      .flatMap(([syllable = '', characters = '']) => [...characters].map((character) => [character, syllable] as const)),
  );
  const known = words.filter((word) => [...word].every((character) => syllables.has(character)));
  const spelt = known.map((word) => [...word].map((character) => syllables.get(character) ?? '').join(''));
  return Object.freeze({ words: known, syllables, automaton: new KeywordAutomaton(spelt) });
}

/** Three syllables in Latin letters alone are a word; two could be English. */
const LEAST_LATIN = 3;
const SEPARATORS = " ._-*'`·";

/** `fa lun gong`, `法lun功` and `caonima` with their characters in place of the syllables. Undefined when there is none. */
export function pinyinView(plain: View, pinyin: PinyinWords): View | undefined {
  if (!/[a-z]{2}/.test(plain.text)) return undefined;
  const spelt = spelling(plain.text, pinyin.syllables);
  const found: Found[] = [];
  pinyin.automaton.scan(spelt.text, (index, from, to) => {
    const one = foundAt(spelt, from, to, pinyin.words[index] ?? '', pinyin.syllables);
    if (one !== undefined) found.push(one);
  });
  return found.length === 0 ? undefined : replaced(plain, found);
}

/** Syllables and letters put together; whatever else stands between is a zero. */
interface Spelling {
  readonly text: string;
  /** By unit of `text`, longer than that: where in the plain view the letter, or the character that the unit is a syllable's part of, stands. */
  readonly places: Int32Array;
  /** The character that the unit is part of the syllable of; empty for a letter as written. */
  readonly characterAt: (index: number) => string;
}

function spelling(text: string, syllables: ReadonlyMap<string, string>): Spelling {
  const most = CHINESE.test(text) ? LONGEST_SYLLABLE * text.length : text.length;
  const { units, places } = most <= USUAL ? SCRATCH : memoryFor(most);
  let length = 0;
  let wasSeparator = false;
  const put = (unit: number, place: number) => {
    units[length] = unit;
    places[length++] = place;
  };
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const isSeparator = code < 0x80 ? SEPARATOR[code] === true : code === MIDDLE_DOT;
    const isFirst = isSeparator && !wasSeparator;
    wasSeparator = isSeparator;
    if (isFirst) continue;
    const syllable = code < FIRST_CHINESE ? undefined : syllables.get(text.charAt(index));
    if (syllable === undefined) put(code >= 97 && code <= 122 ? code : 0, index);
    else for (let part = 0; part < syllable.length; part++) put(syllable.charCodeAt(part), index);
  }
  return {
    text: Buffer.from(units.buffer, 0, 2 * length).toString('utf16le'),
    places,
    characterAt: (index) => {
      const character = text.charAt(places[index] ?? 0);
      return syllables.has(character) ? character : '';
    },
  };
}

const memoryFor = (units: number) => ({ units: new Uint16Array(units), places: new Int32Array(units) });

/** Texts up to here share their memory, one after the other: to allocate it would take longer than to fill it. */
const USUAL = 4_096;
const SCRATCH = memoryFor(USUAL);

const CHINESE = /[\u3400-\uffff]/;
const LONGEST_SYLLABLE = 6;
const MIDDLE_DOT = 0xb7;
const SEPARATOR: readonly boolean[] = Array.from({ length: 0x80 }, (_, code) => SEPARATORS.includes(String.fromCharCode(code)));

const FIRST_CHINESE = 0x3400;

/** A word in the plain view, and where in it each of its characters is written. */
interface Found {
  readonly word: string;
  readonly starts: readonly number[];
  readonly end: number;
}

function foundAt(
  spelt: Spelling,
  from: number,
  to: number,
  word: string,
  syllables: ReadonlyMap<string, string>,
): Found | undefined {
  if (isInsideWord(spelt, from) || isInsideWord(spelt, to)) return undefined;
  const starts: number[] = [];
  let latin = 0;
  let at = from;
  for (const character of word) {
    const written = spelt.characterAt(at);
    if (written !== '' && written !== character) return undefined;
    if (written === '') latin += 1;
    starts.push(spelt.places[at] ?? 0);
    at += syllables.get(character)?.length ?? 0;
  }
  const isEnough = latin === word.length ? latin >= LEAST_LATIN : latin > 0;
  return isEnough ? { word, starts, end: (spelt.places[to - 1] ?? 0) + 1 } : undefined;
}

/** Whether the letters on both sides were written together, or are of the syllable of one character. */
function isInsideWord({ text, places, characterAt }: Spelling, at: number): boolean {
  const [before, here] = [places[at - 1], places[at]];
  if (before === undefined || here === undefined || at >= text.length) return false;
  const isLetter = (index: number) => characterAt(index) === '' && text.charAt(index) !== '\0';
  return before === here || (here === before + 1 && isLetter(at) && isLetter(at - 1));
}

function replaced(plain: View, found: readonly Found[]): View {
  const view = new ViewBuilder();
  let at = 0;
  const copyTo = (end: number) => {
    for (; at < end; at++) view.pushUnit(plain.text.charCodeAt(at), plain.starts[at] ?? 0, plain.ends[at] ?? 0);
  };
  const inOrder = [...found].sort((a, b) => (a.starts[0] ?? 0) - (b.starts[0] ?? 0) || b.end - a.end);
  for (const { word, starts, end } of inOrder) {
    if ((starts[0] ?? 0) < at) continue;
    copyTo(starts[0] ?? 0);
    starts.forEach((start, index) => {
      const last = (starts[index + 1] ?? end) - 1;
      view.push(word.charAt(index), plain.starts[start] ?? 0, plain.ends[Math.max(start, last)] ?? 0);
    });
    at = end;
  }
  copyTo(plain.text.length);
  return view.build('pinyin');
}
