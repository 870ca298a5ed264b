import type { AbuseRules } from '../../contract/abuse.ts';
import { type AbuseEvent, abuseScore } from './behaviour.ts';
import { afterEvent, PACE_MS, type Standing, standingAt } from './standing.ts';
import { ABUSE_SCOPES, type AbuseScope, type Admission, type Worsening } from './store.ts';

/** How a tenant and the key that asks stand. */
export type Standings = Readonly<Record<AbuseScope, Standing>>;

/** The decision of `admit`, with the standings as they are to be kept; undefined when they stay as they are. */
export function admitted(before: Standings, rules: AbuseRules, at: number): Admission & { readonly kept?: Standings } {
  const now = { tenant: standingAt(before.tenant, at, rules), key: standingAt(before.key, at, rules) };
  const scope: AbuseScope = now.key.level >= now.tenant.level ? 'key' : 'tenant';
  const { level, endsAt } = now[scope];
  if (level < 2) return { level, scope, waitMs: 0 };
  if (level === 3) return { level, scope, waitMs: endsAt - at };
  const waitMs = Math.max(turnOf(now.tenant, at), turnOf(now.key, at));
  return { level, scope, waitMs, ...(waitMs === 0 && { kept: { tenant: taken(now.tenant, at), key: taken(now.key, at) } }) };
}

/** Milliseconds to the next turn. What lies further ahead than a turn was set by a clock that was wrong. */
function turnOf({ level, nextAt }: Standing, at: number): number {
  const wait = nextAt - at;
  return level === 2 && wait > 0 && wait <= PACE_MS ? wait : 0;
}

const taken = (standing: Standing, at: number): Standing =>
  standing.level === 2 ? { ...standing, nextAt: at + PACE_MS } : standing;

/** The decision of `record`, with the standings as they are to be kept. */
export function recorded(before: Standings, event: AbuseEvent, rules: AbuseRules) {
  const { key: _, ...ofKey } = event;
  const kept: Standings = { tenant: afterEvent(before.tenant, event, rules), key: afterEvent(before.key, ofKey, rules) };
  const worse = ABUSE_SCOPES.flatMap((scope): Worsening[] => {
    const { level, endsAt, behaviour } = kept[scope];
    // Told again, it changed nothing; else against what it was by now, not when it was last looked at.
    if (kept[scope] === before[scope] || level <= standingAt(before[scope], event.at, rules).level) return [];
    return [{ scope, level, score: abuseScore(behaviour).score, coolingOffMs: endsAt - behaviour.at }];
  });
  return { kept, worse };
}
