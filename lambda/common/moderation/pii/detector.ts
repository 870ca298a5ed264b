/**
 * Finds one kind of personal data or secret. Every pattern takes time in proportion to the text: repetitions are bounded, none stands inside
 * another, and a match begins where the character before it cannot belong to it.
 */
export interface Detector {
  /** Names the kind in hits and placeholders, e.g. `card`. */
  readonly type: string;
  readonly category: 'pii' | 'secrets';
  /** With the flag `g`. */
  readonly pattern: RegExp;
  /** Fewest digits that a match has: texts with fewer are not searched. @default 0 */
  readonly digits?: number;
  /** What stands in every match: texts without are not searched. @default - nothing does */
  readonly sign?: string;
  /** How many characters of a match, from its beginning, are one; 0 for none. @default - all */
  readonly lengthOf?: (match: string) => number;
  /** Only where such a word stands shortly before or right after. For numbers that could be anything. @default - anywhere */
  readonly beside?: RegExp;
}

/** All of a match, or nothing. */
export const wholeIf =
  (isOne: (match: string) => boolean): Detector['lengthOf'] =>
  (match) =>
    isOne(match) ? match.length : 0;

export const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** Without what groups a number, letters in upper case. */
export const compact = (text: string): string => text.replace(/[\s.-]/g, '').toUpperCase();
