import { z } from 'zod';
import { ROUTER_CONFIG_SCHEMA } from '../../../constructs/router-configuration/router-config-schema.ts';
import type {
  EchoTarget,
  HashingEmbedderTarget,
  ModelTarget,
  OpenAiTarget,
  RouterConfig,
} from '../../../lambda/router/contract.ts';

const schema = z.fromJSONSchema(ROUTER_CONFIG_SCHEMA as Parameters<typeof z.fromJSONSchema>[0]);
const accepts = (value: unknown): boolean => schema.safeParse(value).success;
const withModel = (model: unknown): unknown => ({ version: 1, models: { m: model } });

// Typed as Required: a property added to the contract does not compile here until it is added, and then fails until the schema knows it.
const echo: Required<EchoTarget> = { kind: 'echo' };
const embedder: Required<HashingEmbedderTarget> = { kind: 'hashing-embedder', dimensions: 256 };
const openai: Required<OpenAiTarget> = {
  kind: 'openai',
  baseUrl: 'http://10.0.0.7:8000/v1',
  model: 'llama',
  apiKey: { secret: 'openai/api-key' },
};
const everyKind: Record<ModelTarget['kind'], ModelTarget> = { echo, 'hashing-embedder': embedder, openai };

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
  ['an unknown property', { version: 1, models: {}, routes: {} }],
  ['a model of no kind', withModel({})],
  ['a model of an unknown kind', withModel({ kind: 'telepathy' })],
  ['a misspelt property of a model', withModel({ ...openai, apikey: { secret: 'x' } })],
  ['a key in place of the name of a secret', withModel({ ...openai, apiKey: 'sk-123' })],
  ['a base URL of another scheme', withModel({ ...openai, baseUrl: 'file:///etc/passwd' })],
  ['dimensions that are no whole number', withModel({ ...embedder, dimensions: 1.5 })],
  ['dimensions of nothing', withModel({ ...embedder, dimensions: 0 })],
])('%s is refused', (_, value) => {
  expect(accepts(value)).toBe(false);
});

test('the schema is of the draft that AppConfig reads and fits into its 32 KB', () => {
  expect(ROUTER_CONFIG_SCHEMA.$schema).toBe('http://json-schema.org/draft-04/schema#');
  expect(JSON.stringify(ROUTER_CONFIG_SCHEMA).length).toBeLessThanOrEqual(32_768);
});
