import { ABUSE_ACTIONS, type AbuseRules, DEFAULT_ABUSE_THRESHOLDS } from '../../../lambda/router/contract/abuse.ts';
import type { AbuseData } from '../schema/abuse.ts';

/** The rules that were chosen; undefined when nothing comes of abuse. */
export function resolveAbuse(data: AbuseData): AbuseRules | undefined {
  if (data === undefined || data === 'off') return undefined;
  const {
    coolingOffSeconds = 300,
    longestCoolingOffSeconds = Math.max(86_400, coolingOffSeconds),
    ...thresholds
  } = typeof data === 'object' ? data : upTo(data);
  return { ...thresholds, coolingOffSeconds, longestCoolingOffSeconds } as AbuseRules;
}

const upTo = (word: (typeof ABUSE_ACTIONS)[number]): Exclude<AbuseData, string | undefined> =>
  Object.fromEntries(
    ABUSE_ACTIONS.slice(0, ABUSE_ACTIONS.indexOf(word) + 1).map((action) => [action, DEFAULT_ABUSE_THRESHOLDS[action]]),
  );
