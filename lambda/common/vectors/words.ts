/** Query words beyond so many add nothing but work. */
const MOST_QUERY_WORDS = 64;

/** The words of a text, in every engine the same: letters and digits that stand together, in lower case. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** Each word of a question once. */
export const queryWordsOf = (text: string): readonly string[] => [...new Set(wordsOf(text))].slice(0, MOST_QUERY_WORDS);
