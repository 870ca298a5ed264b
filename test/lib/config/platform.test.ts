import { ConfigError } from '../../../lib/config/config-error.ts';
import { isPlatformConfig, platform } from '../../../lib/config/platform.ts';
import { everything, input, linesOf, pathsIn, withValue } from './support.ts';

const valueAt = (data: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], data);

test('defaults are filled in, and a single region is primary', () => {
  expect(platform(input())).toEqual({
    name: 'acme',
    regions: { 'us-east-1': { primary: true } },
    primaryRegion: 'us-east-1',
    models: { echo: { target: { kind: 'echo' }, regions: ['us-east-1'] } },
    routes: {},
    organisations: {},
    tenants: { default: { residency: ['us-east-1'] } },
    authentication: { jwt: [] },
    api: { throttle: { requestsPerSecond: 50, burst: 100 }, requestsPerAddress: 2000, domains: {} },
    logs: { retentionDays: 365 },
    observability: { alarms: true, onCall: { emails: [] } },
    data: { removalPolicy: 'retain', usageRetentionDays: 400 },
    tags: {},
  });
});

test('everything that is written arrives', () => {
  const shared = { tokensPerMinute: 200_000, microDollarsPerMonth: 5_000_000_000 };
  expect(platform(everything)).toEqual({
    ...{ name: 'acme-llm', account: '111122223333', prompts: everything.prompts },
    regions: {
      'us-east-1': {
        primary: true,
        network: { kind: 'own', cidr: '10.10.0.0/16', zones: ['us-east-1a', 'us-east-1b'], natGateways: 1 },
      },
      'us-west-2': {
        primary: false,
        network: { kind: 'own', cidr: '10.30.0.0/20', zones: ['us-west-2b', 'us-west-2d'], natGateways: 2 },
      },
      'eu-west-1': { primary: false, network: { kind: 'existing', ...everything.regions['eu-west-1']?.vpc } },
    },
    primaryRegion: 'us-east-1',
    models: {
      echo: {
        target: { kind: 'echo' },
        regions: ['us-east-1', 'us-west-2', 'eu-west-1'],
        price: { input: 1_000_000, output: 2_500_000, cachedInput: 100_000, catalogue: 'configuration' },
      },
      embed: { target: { kind: 'hashing-embedder', dimensions: 64 }, regions: ['us-east-1'] },
      'gpt-4.1': {
        target: {
          kind: 'openai',
          baseUrl: 'https://api.openai.com/v1',
          model: 'gpt-4.1-mini',
          apiKey: { secret: 'openai/api-key' },
        },
        regions: ['us-east-1', 'us-west-2', 'eu-west-1'],
      },
      '*': {
        target: {
          kind: 'openai',
          baseUrl: 'http://127.0.0.1:9000/v1',
          timeouts: { connectMs: 1_000, firstTokenMs: 300_000, stallMs: 30_000, totalMs: 800_000 },
        },
        price: { input: 0, output: 0, catalogue: 'configuration' },
        regions: ['us-east-1', 'us-west-2', 'eu-west-1'],
      },
    },
    routes: {
      chat: {
        strategy: 'weighted',
        splitBy: 'request',
        candidates: (Array.isArray(everything.routes?.chat) ? everything.routes.chat : []).map(({ when, ...candidate }) => {
          const { maxDollars, ...conditions } = when ?? {};
          return { ...candidate, ...(maxDollars && { when: { ...conditions, maxMicroDollars: maxDollars * 1e6 } }) };
        }),
      },
      smart: everything.routes?.smart,
    },
    organisations: { group: { limits: shared } },
    tenants: {
      default: { residency: ['us-east-1', 'us-west-2', 'eu-west-1'] },
      research: {
        residency: ['us-east-1', 'eu-west-1'],
        organisation: 'group',
        limits: {
          ...{ requestsPerMinute: 600, tokensPerMinute: 100_000, concurrency: 20, whenUnavailable: 'localShare' },
          ...{ microDollarsPerMinute: 1_500_000, microDollarsPerDay: 100_000_000, microDollarsPerMonth: 1_000_000_000 },
          organisation: { name: 'group', ...shared },
          perKey: everything.tenants.research?.limits?.perKey,
          perUser: everything.tenants.research?.limits?.perUser,
          perSession: { requestsPerMinute: 6, microDollarsPerDay: 250_000 },
        },
        cache: everything.tenants.research?.cache,
        sessions: everything.tenants.research?.sessions,
      },
    },
    authentication: everything.authentication,
    api: everything.api,
    logs: everything.logs,
    observability: {
      alarms: true,
      onCall: everything.observability?.onCall,
      runbooks: 'https://wiki.acme.example/runbooks/',
      dashboards: {
        saml: everything.observability?.dashboards?.saml,
        reachableFrom: { prefixLists: ['pl-0a1b2c3d'], vpcEndpoints: [] },
      },
      traces: { endpoint: 'https://otel.acme.example' },
    },
    data: everything.data,
    tags: everything.tags,
  });
});

test('an issuer’s keys and tenant claim have defaults, with one slash between issuer and path', () => {
  const jwt = ['https://login.acme.example', 'https://other.example/tenant/'].map((issuer) => ({ issuer, audience: ['llm'] }));
  expect(platform(input({ authentication: { jwt } })).authentication.jwt).toEqual([
    { ...jwt[0], jwksUri: 'https://login.acme.example/.well-known/jwks.json', tenantClaim: 'tenant' },
    { ...jwt[1], jwksUri: 'https://other.example/tenant/.well-known/jwks.json', tenantClaim: 'tenant' },
  ]);
});

test('a model without a base URL is OpenAI’s, and a hashing embedder has 256 dimensions', () => {
  const { models } = platform(input({ models: { a: { openai: { apiKey: { secret: 'a/b' } } }, b: { hashingEmbedder: {} } } }));
  expect(models.a?.target).toEqual({ kind: 'openai', baseUrl: 'https://api.openai.com/v1', apiKey: { secret: 'a/b' } });
  expect(models.b?.target).toEqual({ kind: 'hashing-embedder', dimensions: 256 });
});

test('a server may know one name only for the limit of tokens', () => {
  const openai = { baseUrl: 'https://ollama.acme.internal/v1', tokenLimit: 'max_tokens' } as const;
  expect(platform(input({ models: { a: { openai } } })).models.a?.target).toEqual({ kind: 'openai', ...openai });
  const wrong = { ...openai, tokenLimit: 'maxTokens' as 'max_tokens' };
  expect(() => platform(input({ models: { a: { openai: wrong } } }))).toThrow(/tokenLimit.*max_tokens/s);
});

test('the result is frozen all the way down, and the input is left alone', () => {
  const mine = structuredClone(everything);
  const config = platform(mine);
  for (const path of pathsIn(config)) expect(Object.isFrozen(valueAt(config, path))).toBe(true);
  expect(mine).toEqual(everything);
  expect(Object.isFrozen(mine.regions)).toBe(false);
});

test('the order in which fields are written changes nothing', () => {
  const backwards = Object.fromEntries(Object.entries(everything).reverse());
  expect(JSON.stringify(platform(backwards as typeof everything))).toBe(JSON.stringify(platform(everything)));
});

test('fields that are undefined are the same as fields left out', () => {
  const spelt = { ...input({ regions: { 'us-east-1': { cidr: undefined } } }), account: undefined, logs: undefined };
  expect(JSON.stringify(platform(spelt))).toBe(JSON.stringify(platform(input())));
});

test('what platform() made is known as such, copies and inputs are not', () => {
  const config = platform(input());
  expect(isPlatformConfig(config)).toBe(true);
  expect(isPlatformConfig({ ...config })).toBe(false);
  expect(isPlatformConfig(input())).toBe(false);
  expect(isPlatformConfig(undefined)).toBe(false);
});

test('everything wrong is reported at once, malformed parts and parts that do not fit', () => {
  const wrong = withValue(
    input({
      regions: { 'us-east-1': { cidr: '10.10.0.0/16', primary: true }, 'eu-west-1': { cidr: '10.10.0.0/20', primary: true } },
      tenants: { a: {}, A: {} },
    }),
    ['logs'],
    { retentionDay: 3 },
  );
  expect(linesOf(withValue(wrong, ['name'], 7))).toEqual([
    'name: 7 is not a platform name; use 2 to 20 lower-case letters, digits and single hyphens, not beginning with aws-, e.g. acme-llm',
    'logs.retentionDay: is no field here; did you mean retentionDays?',
    'regions: us-east-1, eu-west-1 are all primary; keep one',
    "regions.eu-west-1.cidr: '10.10.0.0/20' overlaps 10.10.0.0/16 of us-east-1; use a block of its own",
    "tenants.A: 'A' differs from 'a' only by case; rename one of them",
  ]);
});

test('the error is a heading and a line for each problem, without a trace of where it came from', () => {
  expect(() => platform(input({ name: 'X' }))).toThrow(ConfigError);
  expect(new ConfigError([{ path: 'a', message: 'is wrong; use b' }]).message).toBe(
    'The configuration has 1 problem:\n  a: is wrong; use b',
  );
  expect(
    new ConfigError(
      [
        { path: 'a', message: 'x' },
        { path: 'b', message: 'y' },
      ],
      'prod.yaml',
    ).message,
  ).toBe('prod.yaml has 2 problems:\n  a: x\n  b: y');
});

test.each([
  [undefined, 'configuration: is missing; use an object with name, account, regions'],
  [null, 'configuration: null is not an object; use an object with name'],
  [[], 'configuration: [] is not an object;'],
  [() => 1, 'configuration: a function is not an object;'],
])('%p is no configuration', (value, line) => {
  expect(linesOf(value)).toEqual([expect.stringContaining(line)]);
});
