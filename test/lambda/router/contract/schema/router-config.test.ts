import { z } from 'zod';
import type { RateLimits, TenantLimits } from '../../../../../lambda/router/contract/limits.ts';
import type { ModelPrice, UnitPrices } from '../../../../../lambda/router/contract/prices.ts';
import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import type { CandidateConditions, ModelRoute, RouteCandidate } from '../../../../../lambda/router/contract/routes.ts';
import { ROUTER_CONFIG_SCHEMA } from '../../../../../lambda/router/contract/schema/router-config.ts';
import type {
  AnthropicTarget,
  BedrockTarget,
  EchoTarget,
  HashingEmbedderTarget,
  ModelTarget,
  OpenAiTarget,
  TritonTarget,
} from '../../../../../lambda/router/contract/targets.ts';

const schema = z.fromJSONSchema(ROUTER_CONFIG_SCHEMA as Parameters<typeof z.fromJSONSchema>[0]);
const accepts = (value: unknown): boolean => schema.safeParse(value).success;
const withModel = (model: unknown): unknown => ({ version: 1, models: { m: model } });

// Typed as Required: a property added to the contract does not compile here until it is added, and then fails until the schema knows it.
const echo: Required<EchoTarget> = { kind: 'echo' };
const embedder: Required<HashingEmbedderTarget> = { kind: 'hashing-embedder', dimensions: 256 };
const timeouts = { connectMs: 1_000, firstTokenMs: 60_000, stallMs: 10_000, totalMs: 300_000 };
const coldStart = { release: 'llama-v1', withinMs: 660_000 };
const openai: Required<OpenAiTarget> = {
  kind: 'openai',
  baseUrl: 'http://10.0.0.7:8000/v1',
  model: 'llama',
  apiKey: { secret: 'openai/api-key' },
  tokenLimit: 'max_tokens',
  timeouts,
  coldStart,
};
const { coldStart: _, tokenLimit: __, ...ofOpenai } = openai;
const anthropic: Required<AnthropicTarget> = { ...ofOpenai, kind: 'anthropic', maxTokens: 32_000 };
const bedrock: Required<BedrockTarget> = { kind: 'bedrock', modelId: 'amazon.nova-lite-v1:0', region: 'eu-west-1', timeouts };
const triton: Required<TritonTarget> = {
  ...{ kind: 'triton', baseUrl: 'https://triton.internal:8000', model: 'llama', version: 2, timeouts },
  backend: 'vllm',
  embeddings: { input: 'TEXT', output: 'EMBEDDING' },
  coldStart,
};
const everyKind: Record<ModelTarget['kind'], ModelTarget> = {
  ...{ echo, 'hashing-embedder': embedder },
  ...{ openai, anthropic, bedrock, triton },
};

test('every kind of model target with every property is accepted', () => {
  const config: RouterConfig = { version: 1, models: everyKind };
  expect(accepts(config)).toBe(true);
});

test('an OpenAI target needs neither a model name nor a key', () => {
  expect(accepts(withModel({ kind: 'openai', baseUrl: 'https://api.openai.com/v1' }))).toBe(true);
});

test.each<[string, unknown]>([
  ['no version', { models: {} }],
  ['a version of the future', { version: 2, models: {} }],
  ['no models', { version: 1 }],
  ['an unknown property', { version: 1, models: {}, stranger: {} }],
  ['a model of no kind', withModel({})],
  ['a model of an unknown kind', withModel({ kind: 'telepathy' })],
  ['a misspelt property of a model', withModel({ ...openai, apikey: { secret: 'x' } })],
  ['a key in place of the name of a secret', withModel({ ...openai, apiKey: 'sk-123' })],
  ['a base URL of another scheme', withModel({ ...openai, baseUrl: 'file:///etc/passwd' })],
  ['dimensions that are no whole number', withModel({ ...embedder, dimensions: 1.5 })],
  ['a Bedrock model without an id', withModel({ kind: 'bedrock' })],
  ['a version that is no number', withModel({ ...triton, version: '2' })],
  ['a backend that is not known', withModel({ ...triton, backend: 'onnx' })],
  ['tensors without the output', withModel({ ...triton, embeddings: { input: 'TEXT' } })],
  ['dimensions of nothing', withModel({ ...embedder, dimensions: 0 })],
])('%s is refused', (_, value) => {
  expect(accepts(value)).toBe(false);
});

const candidate: Required<RouteCandidate> = {
  model: 'm',
  weight: 95,
  when: {
    tenants: ['research'],
    regions: ['eu-west-1'],
    time: [{ days: ['mon'], hours: '22:00-06:00', zone: 'Europe/Berlin' }],
    contextTokens: { min: 1, max: 8000 },
    complexity: { min: 0.2, max: 0.7 },
    stream: true,
    maxMicroDollars: 10_000,
  } satisfies Required<CandidateConditions>,
};
const route: Required<ModelRoute> = {
  strategy: 'weighted',
  splitBy: 'principal',
  candidates: [candidate],
  defaultAnswer: 'Later.',
};
const withRoute = (parts: object): unknown => ({ version: 1, models: {}, routes: { chat: { ...route, ...parts } } });

test('a route with every property is accepted, with the regions that tenants are bound to', () => {
  expect(accepts({ version: 1, models: {}, routes: { chat: route }, residency: { research: ['eu-west-1'] } })).toBe(true);
});

test.each<[string, unknown]>([
  ['a route without candidates', withRoute({ candidates: [] })],
  ['an unknown strategy', withRoute({ strategy: 'dice' })],
  ['a misspelt property of a route', withRoute({ fallback: [] })],
  ['a weight of nothing', withRoute({ candidates: [{ model: 'm', weight: 0 }] })],
  ['a condition that is none', withRoute({ candidates: [{ model: 'm', when: { moon: 'full' } }] })],
  ['a window that is none', withRoute({ candidates: [{ model: 'm', when: { time: [{ hours: '8-18' }] } }] })],
  ['no window', withRoute({ candidates: [{ model: 'm', when: { time: [] } }] })],
  ['a tenant that is bound to nowhere', { version: 1, models: {}, residency: { research: [] } }],
])('%s is refused', (_, value) => {
  expect(accepts(value)).toBe(false);
});

test('the schema is of the draft that AppConfig reads and fits into its 32 KB', () => {
  expect(ROUTER_CONFIG_SCHEMA.$schema).toBe('http://json-schema.org/draft-04/schema#');
  expect(JSON.stringify(ROUTER_CONFIG_SCHEMA).length).toBeLessThanOrEqual(32_768);
});

const unitPrices: Required<UnitPrices> = { input: 3, output: 15, cachedInput: 0, cacheWrite: 4, cacheWrite1h: 6, reasoning: 16 };
const price: Required<ModelPrice> = {
  ...unitPrices,
  ...{ catalogue: 'genai-prices', version: '0.1.8', entry: 'aws/x' },
  tiers: [{ above: 200_000, ...unitPrices }],
};
const withPrice = (value: unknown): unknown => ({ version: 1, models: {}, prices: { m: value } });

test('every member of a price is accepted, and so is one with the least', () => {
  expect([accepts(withPrice(price)), accepts(withPrice({ input: 0, output: 0, catalogue: 'configuration' }))]).toEqual([
    true,
    true,
  ]);
});

test.each<[string, unknown]>([
  ['parts of micro-dollars', { ...price, input: 0.5 }],
  ['less than nothing', { ...price, output: -1 }],
  ['no catalogue', unitPrices],
  ['a tier without a bound', { ...price, tiers: [unitPrices] }],
])('prices: %s is refused', (_, value) => {
  expect(accepts(withPrice(value))).toBe(false);
});

const rates: Required<RateLimits> = {
  ...{ requestsPerMinute: 600, tokensPerMinute: 100_000, concurrency: 20 },
  ...{ microDollarsPerMinute: 1, microDollarsPerDay: 20, microDollarsPerMonth: 300 },
};
const limits: Required<TenantLimits> = {
  ...rates,
  organisation: { name: 'acme', ...rates },
  ...{ perKey: rates, perUser: rates, perSession: rates },
  whenUnavailable: 'refuse',
};
const withLimits = (tenant: unknown): unknown => ({ version: 1, models: {}, limits: { research: tenant } });

test('every limit there is, and none, is accepted', () => {
  expect(accepts(withLimits(limits))).toBe(true);
  expect(accepts(withLimits({ whenUnavailable: 'localShare' }))).toBe(true);
});

test.each<[string, unknown]>([
  ['a limit of nothing', { ...limits, concurrency: 0 }],
  ['an unknown limit', { ...limits, perDay: 5 }],
  ['an unknown limit of a key', { ...limits, perKey: { whenUnavailable: 'refuse' } }],
  ['an organisation without a name', { ...limits, organisation: rates }],
  ['parts of micro-dollars', { ...limits, microDollarsPerDay: 0.5 }],
  ['no word on outages', rates],
  ['an unknown word on outages', { ...limits, whenUnavailable: 'open' }],
])('limits: %s is refused', (_, tenant) => {
  expect(accepts(withLimits(tenant))).toBe(false);
});
