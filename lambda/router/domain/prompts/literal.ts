/** How many characters at the end of a text may be the beginning of another. */
export function overlap(text: string, other: string): number {
  for (let length = Math.min(text.length, other.length - 1); length > 0; length--) {
    if (other.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
