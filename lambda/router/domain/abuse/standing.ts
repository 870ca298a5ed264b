import { ABUSE_ACTIONS, type AbuseAction, type AbuseRules } from '../../contract/abuse.ts';
import { type AbuseEvent, abuseScore, type Behaviour, NO_BEHAVIOUR, remembered } from './behaviour.ts';

/** 0: nothing comes of it; else the action's place in `ABUSE_ACTIONS`, from 1 on. */
export type Level = 0 | 1 | 2 | 3;

/** How a tenant or a key stands: what a store keeps of it, as JSON. */
export interface Standing {
  readonly behaviour: Behaviour;
  readonly level: Level;
  /** Epoch milliseconds: until then the level gets no better. 0 at level 0. */
  readonly endsAt: number;
  /** How often it was throttled or blocked before it was at rest for a day. Each doubles the next cooling-off. */
  readonly strikes: number;
  /** Epoch milliseconds: throttled, it may ask again then. */
  readonly nextAt: number;
}

export const GOOD_STANDING: Standing = Object.freeze({ behaviour: NO_BEHAVIOUR, level: 0, endsAt: 0, strikes: 0, nextAt: 0 });

/** Events may come late by so much. What comes still later says that a clock was set back. */
export const LATENESS_MS = 60_000;

/** From one request to the next while throttled. */
export const PACE_MS = 10_000;

/** After so long at level 0 strikes are forgotten, and so much longer than a cooling-off a standing is kept. */
export const REST_MS = 24 * 3_600_000;

export const actionAt = (level: Level): AbuseAction | undefined => ABUSE_ACTIONS[level - 1];

const thresholdAt = (rules: AbuseRules, level: number): number | undefined => {
  const action = ABUSE_ACTIONS[level - 1];
  return action && rules[action];
};

/** The standing as it is at a time: after its cooling-off a level gives way to the next milder one, which has a cooling-off of its own. */
export function standingAt(standing: Standing, at: number, rules: AbuseRules): Standing {
  const { behaviour, nextAt, ...rest } = setBack(standing, at);
  let { level, endsAt, strikes } = rest;
  for (; level > 0; level = (level - 1) as Level) {
    if (thresholdAt(rules, level) === undefined) continue;
    if (at < endsAt) break;
    endsAt += rules.coolingOffSeconds * 1000;
  }
  if (level === 0 && at - behaviour.at >= REST_MS) strikes = 0;
  return Object.freeze({ behaviour, level, endsAt: level === 0 ? 0 : endsAt, strikes, nextAt });
}

/** As if no time had passed since the newest event: a clock that was set back makes nobody wait longer. */
function setBack(standing: Standing, at: number): Standing {
  const { behaviour, endsAt } = standing;
  const back = behaviour.at - at;
  return back > LATENESS_MS ? { ...standing, behaviour: { ...behaviour, at }, endsAt: endsAt - back } : standing;
}

/** The standing after one more event. Only a refused request can make it worse; time alone makes it better. */
export function afterEvent(before: Standing, event: AbuseEvent, rules: AbuseRules): Standing {
  const now = standingAt(before, event.at, rules);
  const behaviour = remembered(now.behaviour, event);
  if (behaviour === now.behaviour) return before;
  const wanted = levelOf(abuseScore(behaviour).score, rules);
  if (event.refusal === 0 || wanted <= now.level) return Object.freeze({ ...now, behaviour });
  const strikes = now.strikes + (wanted > 1 && now.level < 2 ? 1 : 0);
  const seconds = Math.min(rules.longestCoolingOffSeconds, rules.coolingOffSeconds * 2 ** Math.max(0, strikes - 1));
  return Object.freeze({ behaviour, level: wanted, endsAt: behaviour.at + seconds * 1000, strikes, nextAt: now.nextAt });
}

function levelOf(score: number, rules: AbuseRules): Level {
  for (const level of [3, 2, 1] as const) if (score >= (thresholdAt(rules, level) ?? 2)) return level;
  return 0;
}
