import { ConfigError, type Problem } from '../../../lib/config/config-error.ts';
import { platform } from '../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';

/** A small input that is right, with parts replaced. */
export function input(parts: Partial<PlatformInput> = {}): PlatformInput {
  return { name: 'acme', regions: { 'us-east-1': {} }, models: { echo: { echo: {} } }, tenants: { default: {} }, ...parts };
}

/** An input with every field there is but those of GPUs, so that each can be spoilt; the preset multi-region has these. */
export const everything: PlatformInput = {
  name: 'acme-llm',
  account: '111122223333',
  regions: {
    'us-east-1': { primary: true, cidr: '10.10.0.0/16', zones: 2, natGateways: 1 },
    'us-west-2': { cidr: '10.30.0.0/20', zones: ['us-west-2b', 'us-west-2d'] },
    'eu-west-1': {
      vpc: {
        vpcId: 'vpc-0123456789abcdef0',
        privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
        zones: ['eu-west-1a', 'eu-west-1b'],
      },
    },
  },
  models: {
    echo: { echo: {}, price: { inputPerMillionTokens: 1, outputPerMillionTokens: 2.5, cachedInputPerMillionTokens: 0.1 } },
    embed: { hashingEmbedder: { dimensions: 64 }, regions: ['us-east-1'] },
    'gpt-4.1': { openai: { baseUrl: 'https://api.openai.com/v1/', model: 'gpt-4.1-mini', apiKey: { secret: 'openai/api-key' } } },
    '*': {
      openai: { baseUrl: 'http://127.0.0.1:9000/v1' },
      price: { inputPerMillionTokens: 0 },
      timeouts: { connectSeconds: 1, firstTokenSeconds: 300, stallSeconds: 30, totalSeconds: 800 },
    },
  },
  routes: {
    chat: [
      { model: 'gpt-4.1', weight: 95 },
      {
        model: 'echo',
        when: {
          tenants: ['research'],
          regions: ['eu-west-1'],
          time: [{ days: ['sat', 'sun'], hours: '22:00-06:00', zone: 'Europe/Berlin' }],
          contextTokens: { min: 1, max: 8000 },
          complexity: { min: 0.2, max: 0.7 },
          stream: true,
          maxDollars: 0.01,
        },
      },
    ],
    smart: {
      strategy: 'weighted',
      splitBy: 'principal',
      candidates: [{ model: 'gpt-4.1', weight: 1 }],
      defaultAnswer: 'We are down.',
    },
  },
  prompts: {
    templates: { 'support@1': { system: 'Help {{who}}.', user: 'Now.', variables: { who: { maxLength: 9, default: 'me' } } } },
    postProcessors: {
      quiet: [{ remove: { from: '<think>', to: '</think>' } }, { replace: { find: 'a', with: 'b' } }, { trim: true }],
      signed: [{ append: '!' }, { prepend: '?' }],
    },
    attach: { chat: { template: 'support@1', postProcess: ['quiet'], optimise: ['history'], historyTokens: 900 } },
  },
  organisations: { group: { limits: { tokensPerMinute: 200_000, dollarsPerMonth: 5_000 } } },
  tenants: {
    default: {},
    research: {
      organisation: 'group',
      residency: ['eu-west-1', 'us-east-1'],
      limits: {
        ...{ requestsPerMinute: 600, tokensPerMinute: 100_000, concurrency: 20, whenUnavailable: 'localShare' },
        ...{ dollarsPerMinute: 1.5, dollarsPerDay: 100, dollarsPerMonth: 1_000 },
        perSession: { requestsPerMinute: 6, dollarsPerDay: 0.25 },
        perKey: { requestsPerMinute: 60, tokensPerMinute: 10_000, concurrency: 5 },
        perUser: { requestsPerMinute: 6, tokensPerMinute: 1_000, concurrency: 1 },
      },
      cache: {
        ...{ ttlSeconds: 60, staleIfErrorSeconds: 600, maxEntryBytes: 65_536, shareAcrossUsers: true },
        semantic: { model: 'gpt-4.1', threshold: 0.9 },
      },
      sessions: { maxTokens: 500, ttlSeconds: 3_600 },
    },
  },
  authentication: {
    jwt: [
      {
        issuer: 'https://login.acme.example/',
        audience: ['llm'],
        jwksUri: 'https://keys.acme.example/jwks',
        tenantClaim: 'custom:team',
      },
    ],
  },
  api: {
    throttle: { requestsPerSecond: 20, burst: 40 },
    requestsPerAddress: 500,
    domains: {
      'us-east-1': {
        domainName: 'llm.acme.example',
        certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef',
      },
    },
  },
  logs: { retentionDays: 90 },
  observability: {
    alarms: 'on',
    onCall: {
      emails: ['ops@acme.example'],
      slack: { workspaceId: 'T07EA123LEP', channelId: 'C07EZ1ABC23' },
      pager: { secret: 'on-call/pager-url' },
    },
    runbooks: 'https://wiki.acme.example/runbooks',
    dashboards: {
      saml: {
        ...{ metadataUrl: 'https://idp.acme.example/metadata', roleAttribute: 'groups' },
        ...{ admins: ['platform-admins'], editors: ['platform'] },
      },
      reachableFrom: { prefixLists: ['pl-0a1b2c3d'] },
    },
    traces: { endpoint: 'https://otel.acme.example' },
  },
  data: { removalPolicy: 'destroy', usageRetentionDays: 30 },
  tags: { team: 'ml', 'cost:center': '42' },
};

/** What is wrong with an input; nothing when it is right. Anything but a ConfigError is thrown on. */
export function problemsOf(value: unknown): readonly Problem[] {
  try {
    platform(value as PlatformInput);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** The same, as `path: message` lines. */
export function linesOf(value: unknown): string[] {
  return problemsOf(value).map(({ path, message }) => `${path}: ${message}`);
}

/** Every path in plain data, the root's first. */
export function pathsIn(value: unknown): (string | number)[][] {
  const below = Array.isArray(value)
    ? value.map((part, i): [number, unknown] => [i, part])
    : Object.entries(typeof value === 'object' && value !== null ? value : {});
  return [[], ...below.flatMap(([key, part]) => pathsIn(part).map((path) => [key, ...path]))];
}

/** A copy of plain data with another value at a path; with `undefined`, without what is there. */
export function withValue(data: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(data)) return data.map((part, i) => (i === key ? withValue(part, rest, value) : part));
  const { [key]: old, ...others } = data as Record<string, unknown>;
  const part = withValue(old, rest, value);
  return part === undefined ? others : { ...others, [key]: part };
}
