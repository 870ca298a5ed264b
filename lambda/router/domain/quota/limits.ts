import type { CallerContext } from '../../../authorizer/contract.ts';
import type { RateLimits, TenantLimits } from '../../contract/limits.ts';
import type { Measure, QuotaLimit } from './store.ts';

export type Scope = 'organisation' | 'tenant' | 'key' | 'user' | 'session';

/** A limit that knows whose it is and over how long, to say so when it refuses. */
export interface ScopedLimit extends QuotaLimit {
  readonly scope: Scope;
  /** @default - none: what is held now counts */
  readonly period?: Period;
  /** Of a budget: when its calendar period is over, epoch milliseconds. @default - the limit is no budget */
  readonly budgetEndsAt?: number;
}

export type Period = keyof typeof PERIODS;

/** Milliseconds. */
const PERIODS = { minute: 60_000, day: 24 * 3_600_000, month: 30 * 24 * 3_600_000 } as const;

/** What a limit is about, by its name in the configuration. */
const RATES: Readonly<Record<keyof RateLimits, readonly [Measure, Period?]>> = {
  requestsPerMinute: ['requests', 'minute'],
  tokensPerMinute: ['tokens', 'minute'],
  microDollarsPerMinute: ['microDollars', 'minute'],
  microDollarsPerDay: ['microDollars', 'day'],
  microDollarsPerMonth: ['microDollars', 'month'],
  concurrency: ['concurrency'],
};

const RATE_NAMES = Object.keys(RATES) as (keyof RateLimits)[];

/** What the client says of itself; each may be missing. */
export interface Claims {
  /** OpenAI's `safety_identifier`, else `user`. */
  readonly user?: string;
  /** Header `x-session-id`. */
  readonly session?: string;
}

/** Part of the limits that each router process grants while the shared store is out of reach. */
const LOCAL_SHARE = 0.1;

/**
 * Every limit that a request is under, from the organisation down: the key belongs to the tenant, the user and the session to the key.
 * Counters are named by that way, so that those of an organisation's tenants lie beside each other and never on one another.
 */
export function limitsOf(
  limits: TenantLimits,
  { tenant, principal }: CallerContext,
  { user, session }: Claims,
): readonly ScopedLimit[] {
  const { organisation, perKey, perUser, perSession } = limits;
  const claimed = (limit: ScopedLimit): ScopedLimit => ({ ...limit, claimedBy: `${tenant}/${principal}` });
  return [
    ...limitsIn('organisation', [], organisation),
    ...limitsIn('tenant', [tenant], limits),
    ...limitsIn('key', [tenant, principal], perKey),
    ...(user === undefined ? [] : limitsIn('user', [tenant, principal, user], perUser).map(claimed)),
    ...(session === undefined ? [] : limitsIn('session', [tenant, principal, '', session], perSession).map(claimed)),
  ];
}

/** All counters of a reservation are in one: the organisation's where there is one. No tenant's name has a slash. */
export const partitionOf = ({ organisation }: Pick<TenantLimits, 'organisation'>, tenant: string): string =>
  organisation === undefined ? tenant : `organisation/${organisation.name}`;

/** At least 1 of everything: a share of nothing would refuse like an outage. */
export const localShareOf = (limits: readonly ScopedLimit[]): readonly ScopedLimit[] =>
  limits.map((limit) => ({ ...limit, limit: Math.max(1, Math.floor(limit.limit * LOCAL_SHARE)) }));

function limitsIn(scope: Scope, path: readonly string[], limits: RateLimits | undefined): ScopedLimit[] {
  if (limits === undefined) return [];
  const scoped: ScopedLimit[] = [];
  const head = JSON.stringify(path).slice(0, -1);
  for (const name of RATE_NAMES) {
    const limit = limits[name];
    if (limit === undefined) continue;
    const [measure, period] = RATES[name];
    // What `JSON.stringify([...path, name])` gives.
    const key = `${head}${path.length === 0 ? '' : ','}"${name}"]`;
    scoped.push({ scope, key, measure, limit, ...(period && { period, windowMs: PERIODS[period] }) });
  }
  return scoped;
}
