import { type AbuseEvent, abuseScore, type Behaviour, NO_BEHAVIOUR, remembered } from './behaviour.ts';

/** What a tenant may do: everything; everything, but people look at it; less of it; nothing. */
export const ABUSE_LEVELS = ['normal', 'watched', 'slowed', 'suspended'] as const;
export type AbuseLevel = (typeof ABUSE_LEVELS)[number];

/** What a store keeps of a tenant, as JSON. */
export interface AbuseState {
  readonly behaviour: Behaviour;
  readonly level: AbuseLevel;
  /** Milliseconds since 1970: until then the level gets no better. 0 when it is normal. */
  readonly until: number;
  /** How often the tenant was slowed or suspended before it was at rest for a day. Each doubles the next cooling-off. */
  readonly strikes: number;
}

export interface AbuseRules {
  /** From which score on, 0 to 1. */
  readonly watch: number;
  readonly slow: number;
  readonly suspend: number;
  /** The first cooling-off. */
  readonly coolingMs: number;
  readonly longestCoolingMs: number;
}

export const DEFAULT_ABUSE_RULES: AbuseRules = Object.freeze({
  watch: 0.5,
  slow: 0.7,
  suspend: 0.85,
  coolingMs: 5 * 60_000,
  longestCoolingMs: 24 * 3_600_000,
});

export const NO_ABUSE: AbuseState = Object.freeze({ behaviour: NO_BEHAVIOUR, level: 'normal', until: 0, strikes: 0 });

const REST_MS = 24 * 3_600_000;

/** The state after one more event. Only a refused request can make it worse; time alone makes it better. */
export function afterEvent(before: AbuseState, event: AbuseEvent, rules: AbuseRules = DEFAULT_ABUSE_RULES): AbuseState {
  const at = Math.max(event.at, before.behaviour.at);
  const now = atTime(before, at, rules);
  const behaviour = remembered(now.behaviour, event);
  const wanted = levelOf(abuseScore(behaviour, at).score, rules);
  const isRefused = event.action === 'block' || event.action === 'review';
  if (!isRefused || ABUSE_LEVELS.indexOf(wanted) <= ABUSE_LEVELS.indexOf(now.level)) return Object.freeze({ ...now, behaviour });
  const isStrike = wanted !== 'watched' && (now.level === 'normal' || now.level === 'watched');
  const strikes = now.strikes + (isStrike ? 1 : 0);
  const cooling = Math.min(rules.longestCoolingMs, rules.coolingMs * 2 ** Math.max(0, strikes - 1));
  return Object.freeze({ behaviour, level: wanted, until: at + cooling, strikes });
}

/** The state as it is at a time: after its cooling-off a level gives way to the next better one, which has a cooling-off of its own. */
export function atTime(state: AbuseState, at: number, rules: AbuseRules = DEFAULT_ABUSE_RULES): AbuseState {
  let { level, until, strikes } = state;
  while (level !== 'normal' && at >= until) {
    level = ABUSE_LEVELS[ABUSE_LEVELS.indexOf(level) - 1] ?? 'normal';
    until = level === 'normal' ? 0 : until + rules.coolingMs;
  }
  if (level === 'normal' && at - state.behaviour.at >= REST_MS) strikes = 0;
  return Object.freeze({ behaviour: state.behaviour, level, until, strikes });
}

function levelOf(score: number, { watch, slow, suspend }: AbuseRules): AbuseLevel {
  if (score >= suspend) return 'suspended';
  if (score >= slow) return 'slowed';
  return score >= watch ? 'watched' : 'normal';
}
