import { platform } from '../../../../lib/config/platform.ts';
import { input, linesOf } from '../support.ts';

const MODELS = {
  chat: { echo: {} },
  embed: { hashingEmbedder: {} },
  'embed-eu': { openai: { baseUrl: 'http://127.0.0.1:9/v1' }, regions: ['eu-west-1'] },
  '*': { openai: { baseUrl: 'http://127.0.0.1:9/v1' } },
} as const;
const withCache = (cache: unknown, tenant: object = {}) => ({
  ...input({ models: MODELS, regions: { 'us-east-1': { primary: true }, 'eu-west-1': {} } }),
  tenants: { t: { ...tenant, cache } },
});

test.each([
  {},
  { ttlSeconds: 60 },
  { ttlSeconds: 60, staleIfErrorSeconds: 600, maxEntryBytes: 4_096, shareAcrossUsers: true },
  { semantic: { model: 'embed' } },
  { semantic: { model: 'embed', threshold: 0.9 } },
])('%j is right', (cache) => {
  expect(linesOf(withCache(cache))).toEqual([]);
});

test('defaults are filled in, for a cache that was asked for', () => {
  const { tenants } = platform(withCache({ semantic: { model: 'embed' } }) as Parameters<typeof platform>[0]);
  expect(tenants.t?.cache).toEqual({
    ttlSeconds: 3_600,
    maxEntryBytes: 1_048_576,
    shareAcrossUsers: false,
    semantic: { model: 'embed', threshold: 0.95 },
  });
  expect(platform(input()).tenants.default).not.toHaveProperty('cache');
});

test.each([
  ['embd', "'embd' is not among the models; did you mean embed?"],
  ['chat', "'chat' gives no vectors here; use a model that is hashingEmbedder or openai"],
  ['*', "'*' stands for any model; use chat, embed, embed-eu"],
  ['embed-eu', "'embed-eu' is not served in us-east-1, where t may be; serve it there, or use another one"],
])('%s cannot compare questions', (model, message) => {
  expect(linesOf(withCache({ semantic: { model } }))).toEqual([`tenants.t.cache.semantic.model: ${message}`]);
});

test('a tenant that is bound to regions needs the model in those only', () => {
  expect(linesOf(withCache({ semantic: { model: 'embed-eu' } }, { residency: ['eu-west-1'] }))).toEqual([]);
});

test.each([
  [{ ttlSeconds: 0 }, 'tenants.t.cache.ttlSeconds: 0 is not a whole number from 1 to 2678400; use a number such as 3600'],
  [{ maxEntryBytes: 10 }, 'tenants.t.cache.maxEntryBytes: 10 is not a whole number from 1024 to 16777216'],
  [{ shareAcrossUsers: 'yes' }, "tenants.t.cache.shareAcrossUsers: 'yes' is not true or false"],
  [{ semantic: {} }, 'tenants.t.cache.semantic.model'],
  [{ semantic: { model: 'embed', threshold: 95 } }, 'tenants.t.cache.semantic.threshold: 95 is not a number from 0.5 to 1'],
  [{ ttlSecond: 5 }, 'did you mean ttlSeconds?'],
])('%j is refused with a sentence', (cache, sentence) => {
  expect(linesOf(withCache(cache))).toEqual([expect.stringContaining(sentence)]);
});
