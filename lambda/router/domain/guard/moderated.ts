import type { ModerationAction, ModerationCategory } from '../../contract/moderation.ts';
import type { Side } from './second-opinion/opinion.ts';

/** Something that came of one side's texts. Few values each: they label metrics. */
export interface ModeratedSide {
  readonly side: Side;
  readonly action: ModerationAction | 'unavailable';
  /** `none` of texts that were not judged. */
  readonly category: ModerationCategory | 'none';
}

/** What came of the texts of a request and its answer. */
export interface Moderated {
  /** The severest. */
  readonly action: ModerationAction | 'unavailable';
  readonly categories: readonly ModerationCategory[];
  /** Each once. */
  readonly sides: readonly ModeratedSide[];
}

/** With more of them, none twice. */
export const withSides = (before: Moderated | undefined, more: readonly ModeratedSide[]): readonly ModeratedSide[] => {
  const all = before?.sides ?? [];
  const isNew = (one: ModeratedSide) =>
    !all.some(({ side, action, category }) => side === one.side && action === one.action && category === one.category);
  return [...all, ...more.filter(isNew)];
};
