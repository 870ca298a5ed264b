import {
  DEFAULT_THRESHOLDS,
  MASKABLE_CATEGORIES,
  MODERATION_ACTIONS,
  type ModerationAction,
  type ModerationCategory,
  type ModerationPolicy,
  type ModerationThresholds,
  type TenantModeration,
} from '../../../lambda/router/contract/moderation.ts';
import type { ModerationData, POLICY_WORDS } from '../schema/moderation.ts';
import { resolveAbuse } from './abuse.ts';
import { resolveSecondOpinion } from './second-opinion.ts';

type Side = 'input' | 'output';
type Word = (typeof POLICY_WORDS)[number];

/** What the platform chose and, where it chose something else, the tenant. Undefined when neither did. */
export function resolveModeration(platform: ModerationData | undefined, tenant?: ModerationData): TenantModeration | undefined {
  if (platform === undefined && tenant === undefined) return undefined;
  const chosen = { ...platform, ...tenant };
  const input = policyOf('input', chosen.input);
  const output = policyOf('output', chosen.output);
  const secondOpinion = resolveSecondOpinion(chosen.secondOpinion);
  const abuse = input && resolveAbuse(chosen.abuse);
  return {
    ...(input && { input }),
    ...(output && { output }),
    ...(abuse && { abuse }),
    ...(chosen.watermark && { watermark: true }),
    whenUnavailable: chosen.whenUnavailable ?? 'refuse',
    streamWindow: chosen.streamWindow ?? 64,
    ...(secondOpinion && { secondOpinion }),
  };
}

function policyOf(side: Side, data: ModerationData['input']): ModerationPolicy | undefined {
  // Undefined members were never written: zod leaves out what is not there.
  if (typeof data === 'object') return Object.keys(data).length > 0 ? (data as ModerationPolicy) : undefined;
  return data === undefined || data === 'off' ? undefined : policyNamed(side, data);
}

/** The library's thresholds up to an action. An answer is no prompt: it is not searched for injections. */
function policyNamed(side: Side, word: Exclude<Word, 'off'>): ModerationPolicy {
  const entries = Object.entries(DEFAULT_THRESHOLDS) as [ModerationCategory, ModerationThresholds][];
  return Object.fromEntries(
    entries
      .filter(([category]) => side === 'input' || category !== 'prompt-injection')
      .map(([category, thresholds]) => [category, upTo(word, category, thresholds)]),
  );
}

function upTo(word: ModerationAction, category: ModerationCategory, thresholds: ModerationThresholds): ModerationThresholds {
  const lowest = Math.min(...Object.values(thresholds));
  if (word === 'flag') return { flag: lowest };
  if (word === 'mask' && MASKABLE_CATEGORIES.includes(category)) return { mask: lowest };
  const taken = MODERATION_ACTIONS.filter(
    // Who blocks has nobody to review; who reviews leaves the severest to people too.
    (action) => isUpTo(action, word) && (action !== 'review' || word === 'review'),
  );
  return Object.fromEntries(taken.flatMap((action) => (thresholds[action] === undefined ? [] : [[action, thresholds[action]]])));
}

const isUpTo = (action: ModerationAction, word: ModerationAction): boolean =>
  MODERATION_ACTIONS.indexOf(action) <= MODERATION_ACTIONS.indexOf(word);
