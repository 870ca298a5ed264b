import type { Category } from './category.ts';

/** Who found it: rules, or the detectors of personal data and secrets. */
export type Level = 'rules' | 'pii';

/** Something found in a text. */
export interface Hit {
  /** UTF-16 range of the text as written. */
  readonly start: number;
  readonly end: number;
  readonly category: Category;
  /** What exactly, e.g. `lexicon`, `reserved-token`, `card`. */
  readonly type: string;
  readonly level: Level;
  /** 0 to 1. */
  readonly score: number;
}
