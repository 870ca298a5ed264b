import type { TenantCache } from '../../../lambda/router/contract/cache.ts';
import type { PlatformData } from '../schema/platform.ts';

type CacheData = NonNullable<PlatformData['tenants'][string]['cache']>;

/** Fills in the defaults of a cache that the tenant asked for, be it with `{}`. */
export function resolveCache({
  ttlSeconds,
  staleIfErrorSeconds,
  maxEntryBytes,
  shareAcrossUsers,
  semantic,
}: CacheData): TenantCache {
  return {
    ttlSeconds: ttlSeconds ?? 3_600,
    ...(staleIfErrorSeconds !== undefined && { staleIfErrorSeconds }),
    maxEntryBytes: maxEntryBytes ?? 1_048_576,
    shareAcrossUsers: shareAcrossUsers ?? false,
    ...(semantic && { semantic: { model: semantic.model, threshold: semantic.threshold ?? 0.95 } }),
  };
}
