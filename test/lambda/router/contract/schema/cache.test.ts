import type { SemanticCache, TenantCache } from '../../../../../lambda/router/contract/cache.ts';
import { parseRouterConfig } from '../../../../../lambda/router/domain/config/router-config.ts';

// Typed as Required: a property added to the contract does not compile here until it is added, and then fails until the schema knows it.
const semantic: Required<SemanticCache> = { model: 'embed', threshold: 0.95 };
const everything: Required<TenantCache> = {
  ...{ ttlSeconds: 60, staleIfErrorSeconds: 600, maxEntryBytes: 1_000, shareAcrossUsers: true },
  semantic,
};
const problemOf = (tenant: unknown): string => {
  const parsed = parseRouterConfig(JSON.stringify({ version: 1, models: {}, cache: { research: tenant } }));
  return 'problem' in parsed ? parsed.problem : 'none';
};

test('a cache with everything there is, and one with little, is accepted', () => {
  expect(problemOf(everything)).toBe('none');
  expect(problemOf({ ttlSeconds: 1, maxEntryBytes: 1, shareAcrossUsers: false })).toBe('none');
});

test.each<[object, string]>([
  [{ ttlSeconds: 0 }, "'cache.research.ttlSeconds' must be"],
  [{ maxEntryBytes: 1.5 }, "'cache.research.maxEntryBytes' must be"],
  [{ shareAcrossUsers: 1 }, "'cache.research.shareAcrossUsers' must be"],
  [{ semantic: { ...semantic, threshold: 0 } }, "'cache.research.semantic.threshold' must be"],
  [{ semantic: { ...semantic, threshold: 1.1 } }, "'cache.research.semantic.threshold' must be"],
  [{ semantic: { threshold: 1 } }, "'cache.research.semantic"],
  [{ ttl: 5 }, "'cache.research.ttl' is not known"],
])('%j is refused by name', (parts, sentence) => {
  expect(problemOf({ ...everything, ...parts })).toContain(sentence);
});
