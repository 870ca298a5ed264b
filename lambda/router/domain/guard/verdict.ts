import {
  MASKABLE_CATEGORIES,
  MODERATION_ACTIONS,
  type ModerationAction,
  type ModerationCategory,
  type ModerationPolicy,
} from '../../contract/moderation.ts';
import type { Find, Judgement } from './moderator.ts';

/** Who speaks: `context` is what was looked up, such as a tool's answer, and `history` what the model said before. */
export type Speaker = 'user' | 'context' | 'instructions' | 'history' | 'model';

/** What comes of one text. */
export interface Verdict {
  readonly action: 'allow' | ModerationAction;
  /** Those that reached a threshold. */
  readonly categories: readonly ModerationCategory[];
  /** What the policy wants replaced, in order. */
  readonly masks: readonly Find[];
}

/** What was looked up has no business giving orders: less is enough to take it for an injection. */
const CONTEXT_STRICTNESS = 0.75;

const ALLOWED: Verdict = Object.freeze({ action: 'allow', categories: [], masks: [] });

/** Applies a policy. */
export function verdictOf({ scores, hits }: Judgement, policy: ModerationPolicy, speaker: Speaker): Verdict {
  let severest = -1;
  const categories: ModerationCategory[] = [];
  const masked: ModerationCategory[] = [];
  for (const name in policy) {
    const category = name as ModerationCategory;
    const thresholds = policy[category] ?? {};
    const score = perceived(scores[category], category, speaker);
    const reached = severestOf(score, thresholds);
    if (reached < 0) continue;
    severest = Math.max(severest, reached);
    categories.push(category);
    if (score >= (thresholds.mask ?? Number.POSITIVE_INFINITY)) masked.push(category);
  }
  const action = MODERATION_ACTIONS[severest];
  if (action === undefined) return ALLOWED;
  const masks = hits.filter(({ category }) => masked.includes(category) && MASKABLE_CATEGORIES.includes(category));
  return { action, categories, masks };
}

/** The place of the severest action whose threshold is reached; -1 when none is. */
function severestOf(score: number, thresholds: NonNullable<ModerationPolicy[ModerationCategory]>): number {
  for (let place = MODERATION_ACTIONS.length - 1; place >= 0; place--) {
    const threshold = thresholds[MODERATION_ACTIONS[place] ?? 'mask'];
    if (threshold !== undefined && score >= threshold) return place;
  }
  return -1;
}

/** A score as it counts when it is this one who speaks. */
export const perceived = (score: number, category: ModerationCategory, speaker: Speaker): number =>
  score / strictness(category, speaker);

/**
 * Instructions are there to instruct, and a model that explains injections quotes them: neither is an attack. What it says now is judged by
 * the policy as it is written.
 */
function strictness(category: ModerationCategory, speaker: Speaker): number {
  if (category !== 'prompt-injection' || speaker === 'user' || speaker === 'model') return 1;
  return speaker === 'context' ? CONTEXT_STRICTNESS : Number.POSITIVE_INFINITY;
}

/** The severer of two. */
export const severer = <A extends Verdict['action']>(one: A, other: A): A => (rank(other) > rank(one) ? other : one);

const rank = (action: Verdict['action']): number => MODERATION_ACTIONS.indexOf(action as ModerationAction);
