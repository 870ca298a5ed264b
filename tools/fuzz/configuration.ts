import type { TenantModeration } from '../../lambda/router/contract/moderation.ts';
import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import { resolveModeration } from '../../lib/config/resolve/moderation.ts';
import type { MockUpstream } from './upstream.ts';

/** More than the fuzz asks at the same time. */
export const RESEARCH_CONCURRENCY = 60;

/** Each is guarded by the policy that it is named after. */
export const GUARDED = ['flag', 'mask', 'review', 'block'] as const;

/** What is uncertain goes to a model that finds half of it bad. */
function guarded(word: (typeof GUARDED)[number]): readonly [string, TenantModeration][] {
  const moderation = resolveModeration({
    ...{ input: word, output: word },
    secondOpinion: { llamaGuard: { model: 'judge' }, between: [0.3, 0.95], timeoutMs: 30_000 },
  });
  return moderation === undefined ? [] : [[word, moderation]];
}

/** Everything switched on that a configuration can switch on, in front of embedded models and the mock. */
export function configuration({ url }: MockUpstream): RouterConfig {
  const plenty = { requestsPerMinute: 100_000_000, tokensPerMinute: 10_000_000_000, microDollarsPerDay: 1_000_000_000_000 };
  const source = { catalogue: 'configuration' };
  return {
    version: 1,
    models: {
      echo: { kind: 'echo' },
      hash: { kind: 'hashing-embedder', dimensions: 8 },
      gpt: { kind: 'openai', baseUrl: url('good') },
      claude: { kind: 'anthropic', baseUrl: url('good') },
      triton: { kind: 'triton', baseUrl: url('good'), model: 'mock' },
      failing: { kind: 'openai', baseUrl: url('failing') },
      held: { kind: 'openai', baseUrl: url('held') },
      judge: { kind: 'openai', baseUrl: url('judging') },
    },
    routes: {
      smart: {
        strategy: 'priority',
        splitBy: 'request',
        candidates: [{ model: 'failing' }, { model: 'gpt' }, { model: 'echo' }],
      },
      canary: {
        strategy: 'weighted',
        splitBy: 'principal',
        candidates: [
          { model: 'gpt', weight: 3 },
          { model: 'echo', weight: 1, when: { contextTokens: { max: 4_000 } } },
        ],
        defaultAnswer: 'Nobody can answer now.',
      },
      cheap: {
        strategy: 'lowest-cost',
        splitBy: 'request',
        candidates: [{ model: 'gpt', when: { maxMicroDollars: 1_000_000 } }, { model: 'claude' }, { model: 'echo' }],
      },
      doomed: { strategy: 'least-in-flight', splitBy: 'request', candidates: [{ model: 'failing', when: { stream: false } }] },
    },
    residency: { sales: ['eu-west-1'] },
    limits: {
      research: {
        ...plenty,
        concurrency: RESEARCH_CONCURRENCY,
        perKey: plenty,
        perUser: { concurrency: RESEARCH_CONCURRENCY },
        perSession: { concurrency: RESEARCH_CONCURRENCY },
        whenUnavailable: 'refuse',
      },
      sales: { ...plenty, organisation: { name: 'acme', ...plenty }, whenUnavailable: 'refuse' },
      small: { requestsPerMinute: 300, concurrency: 1, whenUnavailable: 'localShare' },
    },
    cache: {
      research: {
        ttlSeconds: 2,
        staleIfErrorSeconds: 60,
        maxEntryBytes: 65_536,
        shareAcrossUsers: true,
        semantic: { model: 'hash', threshold: 0.9 },
      },
      sales: { ttlSeconds: 30, maxEntryBytes: 65_536, shareAcrossUsers: false },
      ...Object.fromEntries(GUARDED.map((tenant) => [tenant, { ttlSeconds: 2, maxEntryBytes: 65_536, shareAcrossUsers: true }])),
    },
    sessions: Object.fromEntries(['research', ...GUARDED].map((tenant) => [tenant, { maxTokens: 500, ttlSeconds: 2 }])),
    moderation: { tenants: Object.fromEntries(GUARDED.flatMap(guarded)) },
    prompts: {
      templates: {
        'brief@1': { system: 'Be brief with {{customer}}.', variables: { customer: { maxLength: 40, default: 'everybody' } } },
        'strict@2': {
          system: 'About {{topic}} only.',
          user: 'In {{language}}.',
          variables: { topic: { maxLength: 9 }, language: { maxLength: 9 } },
        },
      },
      postProcessors: {
        polite: [
          { replace: { find: 'You said', with: 'As you put it' } },
          { remove: { from: '[', to: ']' } },
          { append: ' Bye.' },
          { trim: true },
        ],
      },
      attach: {
        canary: { postProcess: ['polite'], optimise: ['whitespace', 'duplicates', 'history'], historyTokens: 50 },
        cheap: { template: 'brief@1', optimise: ['duplicates'] },
        claude: { postProcess: ['polite'] },
      },
    },
    prices: {
      gpt: {
        input: 2_500_000,
        output: 10_000_000,
        cachedInput: 250_000,
        ...source,
        tiers: [{ above: 1_000, input: 5_000_000, output: 20_000_000 }],
      },
      claude: { input: 3_000_000, output: 15_000_000, ...source },
    },
  };
}
