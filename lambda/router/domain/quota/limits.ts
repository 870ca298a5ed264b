import type { CallerContext } from '../../../authorizer/contract.ts';
import type { RateLimits, TenantLimits } from '../../contract/limits.ts';
import type { Measure, QuotaLimit } from './store.ts';

export type Scope = 'tenant' | 'key' | 'user';

/** A limit that knows whose it is, to say so when it refuses. */
export interface ScopedLimit extends QuotaLimit {
  readonly scope: Scope;
}

const MINUTE_MS = 60_000;

/** Part of the limits that each router process grants while the shared store is out of reach. */
const LOCAL_SHARE = 0.1;

/** Every limit that a request is under, from the tenant down: the key belongs to the tenant, the user to the key. */
export function limitsOf(limits: TenantLimits, { principal }: CallerContext, user: string | undefined): readonly ScopedLimit[] {
  return [
    ...limitsIn('tenant', [], limits),
    ...limitsIn('key', [principal], limits.perKey),
    ...(user === undefined ? [] : limitsIn('user', [principal, user], limits.perUser)),
  ];
}

/** At least 1 of everything: a share of nothing would refuse like an outage. */
export const localShareOf = (limits: readonly ScopedLimit[]): readonly ScopedLimit[] =>
  limits.map((limit) => ({ ...limit, limit: Math.max(1, Math.floor(limit.limit * LOCAL_SHARE)) }));

function limitsIn(scope: Scope, path: readonly string[], limits: RateLimits | undefined): ScopedLimit[] {
  const { requestsPerMinute, tokensPerMinute, concurrency } = limits ?? {};
  const make = (measure: Measure, limit: number | undefined, windowMs?: number): ScopedLimit[] =>
    limit === undefined
      ? []
      : [{ scope, key: JSON.stringify([...path, measure]), measure, limit, ...(windowMs !== undefined && { windowMs }) }];
  return [
    ...make('requests', requestsPerMinute, MINUTE_MS),
    ...make('tokens', tokensPerMinute, MINUTE_MS),
    ...make('concurrency', concurrency),
  ];
}
