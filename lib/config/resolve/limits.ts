import type { RateLimits, TenantLimits } from '../../../lambda/router/contract/limits.ts';
import type { PlatformData } from '../schema/platform.ts';
import { microDollarsOf } from './prices.ts';

type LimitsData = NonNullable<PlatformData['tenants'][string]['limits']>;
type RatesData = LimitsData['perKey'];

/** The organisation of a tenant. */
interface Organisation {
  readonly name: string;
  readonly limits?: RatesData;
}

/** Undefined when nothing is limited. */
export function resolveLimits(limits: LimitsData | undefined, organisation?: Organisation): TenantLimits | undefined {
  const own = rateLimits(limits);
  const shared = organisation && rateLimits(organisation.limits);
  const perKey = rateLimits(limits?.perKey);
  const perUser = rateLimits(limits?.perUser);
  const perSession = rateLimits(limits?.perSession);
  if ([own, shared, perKey, perUser, perSession].every((part) => part === undefined)) return undefined;
  return {
    ...own,
    ...(organisation && shared && { organisation: { name: organisation.name, ...shared } }),
    ...(perKey && { perKey }),
    ...(perUser && { perUser }),
    ...(perSession && { perSession }),
    whenUnavailable: limits?.whenUnavailable ?? 'refuse',
  };
}

/** Undefined when no rate is limited. */
export function rateLimits(limits: RatesData): RateLimits | undefined {
  const { requestsPerMinute, tokensPerMinute, dollarsPerMinute, dollarsPerDay, dollarsPerMonth, concurrency } = limits ?? {};
  const given = {
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute }),
    ...(dollarsPerMinute !== undefined && { microDollarsPerMinute: microDollarsOf(dollarsPerMinute) }),
    ...(dollarsPerDay !== undefined && { microDollarsPerDay: microDollarsOf(dollarsPerDay) }),
    ...(dollarsPerMonth !== undefined && { microDollarsPerMonth: microDollarsOf(dollarsPerMonth) }),
    ...(concurrency !== undefined && { concurrency }),
  };
  return Object.keys(given).length === 0 ? undefined : given;
}
