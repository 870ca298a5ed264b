import type { RateLimits, TenantLimits } from '../../../lambda/router/contract/limits.ts';
import type { PlatformData } from '../schema/platform.ts';

type LimitsData = NonNullable<PlatformData['tenants'][string]['limits']>;

/** Undefined when nothing is limited. */
export function resolveLimits(limits: LimitsData | undefined): TenantLimits | undefined {
  const own = rateLimits(limits);
  const perKey = rateLimits(limits?.perKey);
  const perUser = rateLimits(limits?.perUser);
  if (own === undefined && perKey === undefined && perUser === undefined) return undefined;
  return {
    ...own,
    ...(perKey && { perKey }),
    ...(perUser && { perUser }),
    whenUnavailable: limits?.whenUnavailable ?? 'refuse',
  };
}

function rateLimits(limits: LimitsData['perKey']): RateLimits | undefined {
  const { requestsPerMinute, tokensPerMinute, concurrency } = limits ?? {};
  const given = {
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute }),
    ...(concurrency !== undefined && { concurrency }),
  };
  return Object.keys(given).length === 0 ? undefined : given;
}
