/** A text is judged at the end of a sentence that comes after so many characters, */
const SHORTEST = 80;

/** and in any case after so many. */
const LONGEST = 256;

/** Where text that begins at `from` is to be judged next: the index behind its last character. Undefined when more has to come first. */
export function boundaryAfter(text: string, from: number): number | undefined {
  const last = Math.min(text.length, from + LONGEST);
  for (let end = from + SHORTEST; end <= last; end++) if (ENDS.includes(text.charAt(end - 1))) return end;
  return text.length >= from + LONGEST ? from + LONGEST : undefined;
}

const ENDS = '.!?\n。！？';
