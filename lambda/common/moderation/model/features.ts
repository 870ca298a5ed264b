import type { Keyword } from '../lexicon/lexicon.ts';
import { Buckets, mix } from './buckets.ts';

/** Longer texts are judged by their first characters; callers cut longer ones into windows. */
export const MAX_UNITS = 4_000;

/** Kinds of features: the same letters as a word and as an n-gram are two things. */
const WORD = 1;
const TWO_WORDS = 2;
const THREE_WORDS = 3;
const LATIN_GRAM = 4;
const CJK_GRAM = 5;
const SIGN = 6;
const LISTED = 7;

/** What the classifier sees of a text, as buckets; each once. */
export interface Features {
  /** Words, word pairs and triples, character n-grams (3 to 5 within Latin words, 1 to 4 of CJK characters), signs. Weigh 1 / √count each. */
  readonly grams: Uint32Array;
  /** Which lists know how many of its words. Weigh the same in short and long texts. */
  readonly marks: Uint32Array;
}

/** Weight of a mark, where a text of one hundred grams gives each of them a tenth. */
export const MARK = 0.5;

/** @param text in the form of the plain view */
export function featuresOf(text: string, listed: readonly Keyword[]): Features {
  const cut = text.slice(0, MAX_UNITS).replace(NOISE, ' ');
  SCRATCH.begin(MOST_GRAMS_A_UNIT * cut.length + 1);
  addTextFeatures(cut, SCRATCH);
  const grams = SCRATCH.all();
  SCRATCH.begin(MOST_MARKS);
  addListFeatures(listed, cut.length, SCRATCH);
  return Object.freeze({ grams, marks: SCRATCH.all() });
}

/** Of a word of one letter: itself, a pair, a triple and its one n-gram; longer words have fewer a letter, CJK characters as many. */
const MOST_GRAMS_A_UNIT = 4;
/** One, three for the count, three for the share, and four for each category. */
const MOST_MARKS = 128;

/** A replacement by a space makes no text longer. */
const SCRATCH = new Buckets(MOST_GRAMS_A_UNIT * MAX_UNITS + 1);

/** What a weight for each bucket makes of the features. */
export function weighted({ grams, marks }: Features, weightOf: (bucket: number) => number): number {
  let sum = 0;
  for (const bucket of grams) sum += weightOf(bucket);
  let marked = 0;
  for (const bucket of marks) marked += weightOf(bucket);
  return together(sum, marked, grams.length);
}

/** What the weights of grams and of marks, each added up, are together. */
export const together = (ofGrams: number, ofMarks: number, grams: number): number =>
  ofGrams / Math.sqrt(grams || 1) + ofMarks * MARK;

/**
 * Addresses, names of users and HTML entities say where a text was written, not what it says. That something is asked for says as little:
 * labelled requests are mostly harmful ones, and a classifier that sees `how do I` would learn to refuse questions.
 */
const NOISE = new RegExp(
  [
    'https?:\\/\\/\\S+',
    '@\\w+',
    '&[a-z#0-9]+;',
    `\\b(?:how|what|where|why|when|who|which)(?:'s|s)?(?: (?:is|are|was|do|does|did|can|could|should|would|will|might|to|if|about|i|you|we|one|my|the|a|an|some|good|best|better|easy|easiest|fastest|way|ways|place|places|of|for))*\\b`,
    '\\b(?:can|could|would|will|do|please|kindly)(?: (?:you|i|we|please|maybe|just))+\\b',
    '\\b(?:tell|give|show|help|teach|let|explain|write|list)(?: to)? (?:me|us)(?: (?:know|how|about|some|a|an|the|to|with))*\\b',
    "\\b(?:i|we)(?: am|'m|'d| would| really| just)*(?: (?:want|need|like|trying|try|looking|going|wanted))(?: (?:to|for|a|an|some|know|how))*\\b",
    '\\bis (?:it|there)(?: (?:a|an|any|ok|okay|legal|possible|safe|good|bad|way|to))*\\b',
  ].join('|'),
  'g',
);

function addTextFeatures(text: string, buckets: Buckets): void {
  let last = 0;
  let lastButOne = 0;
  for (let index = 0; index < text.length; ) {
    const code = text.charCodeAt(index);
    if (isLatin(code)) {
      const end = endOfWord(text, index);
      const word = hashOf(text, index, end);
      buckets.add(WORD, word);
      if (last !== 0) buckets.add(TWO_WORDS, mix(last, word));
      if (lastButOne !== 0) buckets.add(THREE_WORDS, mix(mix(lastButOne, last), word));
      addLatinGrams(text, index, end, buckets);
      lastButOne = last;
      last = word;
      index = end;
    } else {
      if (isCjk(code)) {
        last = 0;
        lastButOne = 0;
        addCjkGrams(text, index, buckets);
      } else if (code === 0x21 || code === 0x3f || code === 0x2a) buckets.add(SIGN, code);
      index += 1;
    }
  }
}

function addLatinGrams(text: string, start: number, end: number, buckets: Buckets): void {
  for (let from = start - 1; from <= end - 2; from++) {
    let hash = 0;
    for (let at = from; at < from + 5 && at <= end; at++) {
      // The word's borders are letters of their own, so that beginnings and endings can be told from middles.
      hash = mix(hash, at < start ? 0x5e : at === end ? 0x24 : text.charCodeAt(at));
      const size = at - from + 1;
      if (size >= 3) buckets.add(LATIN_GRAM, mix(hash, size));
    }
  }
}

function addCjkGrams(text: string, from: number, buckets: Buckets): void {
  let hash = 0;
  for (let size = 1; size <= 4; size++) {
    const code = text.charCodeAt(from + size - 1);
    if (!isCjk(code)) return;
    hash = mix(hash, code);
    buckets.add(CJK_GRAM, mix(hash, size));
  }
}

function addListFeatures(listed: readonly Keyword[], units: number, buckets: Buckets): void {
  if (listed.length === 0) return;
  const worst = new Map<string, number>();
  for (const { category, severity } of listed) worst.set(category, Math.max(worst.get(category) ?? 0, severity));
  buckets.add(LISTED, 1);
  for (const count of [2, 4, 8]) if (listed.length >= count) buckets.add(LISTED, 10 + count);
  for (const share of [20, 50, 100]) if (listed.length * share >= units) buckets.add(LISTED, 100 + share);
  for (const [category, severity] of worst) {
    const name = hashOf(category, 0, category.length);
    for (const level of [0, 0.35, 0.55, 0.75]) if (severity >= level) buckets.add(LISTED, mix(name, Math.round(level * 100)));
  }
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < text.length && isLatin(text.charCodeAt(end))) end += 1;
  return end;
}

function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let index = start; index < end; index++) hash = mix(hash, text.charCodeAt(index));
  return hash;
}

const isLatin = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 39 || (code >= 0xc0 && code < 0x2000 && code !== 0xd7);

const isCjk = (code: number): boolean =>
  (code >= 0x3400 && code <= 0x9fff) || (code >= 0x3040 && code <= 0x30ff) || (code >= 0xac00 && code <= 0xd7af);
