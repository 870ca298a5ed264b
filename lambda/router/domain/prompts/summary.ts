/** Opens a text that was shortened, for the model and for whoever reads along. */
const NOTICE = '[shortened to its key sentences]';

/** Of a text that is shortened, at most so much stays. */
const SHARE = 0.25;

const WORD = /[\p{L}\p{N}]{3,}/gu;

/**
 * The sentences that stand for a text: those whose words are frequent in it, in their order. Extracted, not written: nothing in it is new, and the
 * same text always gives the same sentences. A text that would not become shorter stays as it is.
 */
export function keySentences(text: string): string {
  const sentences = text.split(/(?<=[.!?。！？])\s+|\n+/u).filter((sentence) => sentence.trim() !== '');
  const frequency = new Map<string, number>();
  for (const word of wordsIn(text)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const ranked = sentences
    .map((sentence, place) => ({ sentence: sentence.trim(), place, score: scoreOf(sentence, frequency) }))
    .sort((one, other) => other.score - one.score || one.place - other.place);
  let room = Math.floor(text.length * SHARE);
  const kept: typeof ranked = [];
  for (const candidate of ranked) {
    if (candidate.sentence.length + 1 > room) continue;
    room -= candidate.sentence.length + 1;
    kept.push(candidate);
  }
  kept.sort((one, other) => one.place - other.place);
  const shorter = [NOTICE, ...kept.map(({ sentence }) => sentence)].join(' ');
  return shorter.length < text.length ? shorter : text;
}

function scoreOf(sentence: string, frequency: ReadonlyMap<string, number>): number {
  const words = wordsIn(sentence);
  return words.length === 0 ? 0 : words.reduce((sum, word) => sum + (frequency.get(word) ?? 0), 0) / words.length;
}

const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(WORD) ?? [];
