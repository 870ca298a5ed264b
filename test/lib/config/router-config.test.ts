import { platform } from '../../../lib/config/platform.ts';
import { cloudApis } from '../../../lib/config/presets/cloud-apis.ts';
import { bedrockModels, routerConfig, upstreamSecrets } from '../../../lib/config/router-config.ts';

const config = platform({
  ...cloudApis,
  models: {
    here: { openai: { apiKey: { secret: 'b/key' } }, regions: ['eu-west-1'] },
    there: { openai: { apiKey: { secret: 'a/key' } }, regions: ['us-east-1'] },
    everywhere: { openai: { apiKey: { secret: 'a/key' } } },
    echo: { echo: {} },
  },
});

test('a region’s router knows the models of that region and no others', () => {
  expect(Object.keys(routerConfig(config, 'eu-west-1').models)).toEqual(['here', 'everywhere', 'echo']);
  expect(Object.keys(routerConfig(config, 'ap-northeast-1').models)).toEqual(['everywhere', 'echo']);
});

test('the secrets that a region’s router reads are named once each, in order', () => {
  expect(upstreamSecrets(routerConfig(config, 'us-east-1'))).toEqual(['a/key']);
  expect(upstreamSecrets(routerConfig(config, 'eu-west-1'))).toEqual(['a/key', 'b/key']);
});

test('limits are told by tenant, with their default; a tenant without limits is left out', () => {
  const tenants = {
    default: { limits: { perKey: {} } },
    research: { limits: { concurrency: 4, perUser: { requestsPerMinute: 6 } } },
  };
  const limited = platform({ ...cloudApis, tenants });
  expect(routerConfig(limited, 'us-east-1').limits).toEqual({
    research: { concurrency: 4, perUser: { requestsPerMinute: 6 }, whenUnavailable: 'refuse' },
  });
  expect(routerConfig(config, 'us-east-1')).not.toHaveProperty('limits');
});

test('caches are told by tenant, with their defaults; a tenant without one is left out', () => {
  const cached = platform({ ...cloudApis, tenants: { default: {}, research: { cache: { ttlSeconds: 60 } } } });
  expect(routerConfig(cached, 'us-east-1').cache).toEqual({
    research: { ttlSeconds: 60, maxEntryBytes: 1_048_576, shareAcrossUsers: false },
  });
  expect(routerConfig(config, 'us-east-1')).not.toHaveProperty('cache');
});

test('limits in dollars are told in micro-dollars; those of an organisation stand with each of its tenants', () => {
  const config = platform({
    ...cloudApis,
    organisations: { acme: { limits: { dollarsPerMonth: 0.1 } }, other: {} },
    tenants: {
      default: { organisation: 'acme' },
      research: { organisation: 'acme', limits: { dollarsPerMinute: 0.000001, whenUnavailable: 'localShare' } },
      sales: { organisation: 'other', limits: { perSession: { dollarsPerDay: 3 } } },
    },
  });
  const organisation = { name: 'acme', microDollarsPerMonth: 100_000 };
  expect(routerConfig(config, 'us-east-1').limits).toEqual({
    default: { organisation, whenUnavailable: 'refuse' },
    research: { microDollarsPerMinute: 1, organisation, whenUnavailable: 'localShare' },
    sales: { perSession: { microDollarsPerDay: 3_000_000 }, whenUnavailable: 'refuse' },
  });
});

test('a router knows the routes that have a candidate in its region, and then the regions that tenants are bound to', () => {
  const routed = platform({
    ...cloudApis,
    models: { here: { echo: {}, regions: ['eu-west-1'] }, everywhere: { echo: {} } },
    routes: { local: [{ model: 'here' }], chat: [{ model: 'everywhere' }, { model: 'here' }] },
    tenants: { default: {}, research: { residency: ['eu-west-1'] } },
  });
  const { routes, residency } = routerConfig(routed, 'eu-west-1');
  expect([routes, residency]).toEqual([routed.routes, { research: ['eu-west-1'] }]);
  expect(Object.keys(routerConfig(routed, 'us-east-1').routes ?? {})).toEqual(['chat']);
  expect(routerConfig(config, 'eu-west-1')).not.toHaveProperty('routes');
});

test('upstreams of every kind are resolved, with their secrets and Bedrock models', () => {
  const { models } = platform({
    ...cloudApis,
    models: {
      claude: { anthropic: { model: 'claude-x', apiKey: { secret: 'anthropic/key' }, maxTokens: 8_192 } },
      nova: { bedrock: 'amazon.nova-lite-v1:0' },
      far: { bedrock: { modelId: 'amazon.nova-pro-v1:0', region: 'us-west-2' } },
      llama: { triton: { baseUrl: 'https://triton.internal:8000/', model: 'llama', version: 3 } },
      mistral: { triton: { baseUrl: 'https://triton.internal:8000', model: 'mistral', backend: 'vllm' } },
      minilm: { triton: { baseUrl: 'https://triton.internal:8000', model: 'minilm', embeddings: {} } },
      bge: { triton: { baseUrl: 'https://triton.internal:8000', model: 'bge', embeddings: { input: 'text', output: 'vector' } } },
    },
  });
  const targets = Object.fromEntries(Object.entries(models).map(([name, { target }]) => [name, target]));
  const baseUrl = 'https://triton.internal:8000';
  expect(targets).toEqual({
    claude: {
      ...{ kind: 'anthropic', baseUrl: 'https://api.anthropic.com', model: 'claude-x', maxTokens: 8_192 },
      apiKey: { secret: 'anthropic/key' },
    },
    nova: { kind: 'bedrock', modelId: 'amazon.nova-lite-v1:0' },
    far: { kind: 'bedrock', modelId: 'amazon.nova-pro-v1:0', region: 'us-west-2' },
    llama: { kind: 'triton', baseUrl, model: 'llama', version: 3 },
    mistral: { kind: 'triton', baseUrl, model: 'mistral', backend: 'vllm' },
    minilm: { kind: 'triton', baseUrl, model: 'minilm', embeddings: { input: 'TEXT', output: 'EMBEDDING' } },
    bge: { kind: 'triton', baseUrl, model: 'bge', embeddings: { input: 'text', output: 'vector' } },
  });
  expect(upstreamSecrets({ version: 1, models: targets })).toEqual(['anthropic/key']);
  expect(bedrockModels({ version: 1, models: targets })).toEqual([targets.nova, targets.far]);
});
