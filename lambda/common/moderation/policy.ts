import type { Category } from './category.ts';
import type { Judgement } from './judge.ts';

/** What happens to a text, from nothing to everything. */
export const ACTIONS = ['allow', 'flag', 'mask', 'review', 'block'] as const;
export type Action = (typeof ACTIONS)[number];

/** From which score on which action is taken; the severest that applies counts. */
export type Thresholds = Readonly<Partial<Record<Exclude<Action, 'allow'>, number>>>;

/** By category. A category that is not named is scored, and nothing comes of it. */
export type Policy = Readonly<Partial<Record<Category, Thresholds>>>;

export const DEFAULT_POLICY: Policy = Object.freeze({
  toxicity: { flag: 0.5, review: 0.8, block: 0.93 },
  'prompt-injection': { flag: 0.5, review: 0.8, block: 0.9 },
  pii: { flag: 0.5 },
  secrets: { mask: 0.5 },
});

export function actionFor({ scores }: Pick<Judgement, 'scores'>, policy: Policy): Action {
  let severest = 0;
  for (const [category, thresholds] of Object.entries(policy) as [Category, Thresholds][]) {
    for (const [action, threshold] of Object.entries(thresholds) as [Exclude<Action, 'allow'>, number][]) {
      if (scores[category] >= threshold) severest = Math.max(severest, ACTIONS.indexOf(action));
    }
  }
  return ACTIONS[severest] ?? 'block';
}
