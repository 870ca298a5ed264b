import { platform } from '../../../../lib/config/platform.ts';
import { bedrockGuardrails, routerConfig, upstreamSecrets } from '../../../../lib/config/router-config.ts';
import { input, linesOf } from '../support.ts';

type Input = Parameters<typeof platform>[0];

const models = {
  echo: { echo: {} },
  guard: { openai: { baseUrl: 'http://127.0.0.1:8000/v1' } },
  'guard-eu': { openai: { baseUrl: 'http://127.0.0.1:8000/v1' }, regions: ['eu-west-1'] },
  vectors: { triton: { baseUrl: 'http://127.0.0.1:8001', model: 'e', embeddings: {} } },
};
const regions = { 'us-east-1': { primary: true }, 'eu-west-1': {} };

const asking = (secondOpinion: unknown, rest: object = { input: 'block' }) => ({ ...rest, secondOpinion });
const written = (moderation: unknown, own?: unknown) => ({
  ...input(),
  ...{ regions, models },
  ...(moderation !== undefined && { moderation }),
  tenants: { t: own === undefined ? {} : { moderation: own } },
});

test.each([
  ['off'],
  [{ llamaGuard: { model: 'guard' } }],
  [{ bedrockGuardrail: { id: 'gr4h2k9d01ab', version: 'DRAFT', region: 'us-west-2' }, between: [0, 1], timeoutMs: 100 }],
  [{ openaiModeration: { apiKey: { secret: 'openai/api-key' } } }],
  [{ openaiModeration: { baseUrl: 'http://127.0.0.1:9000/v1', model: 'm' } }],
])('%j is right, for the platform and for a tenant', (secondOpinion) => {
  expect([...linesOf(written(asking(secondOpinion))), ...linesOf(written(undefined, asking(secondOpinion)))]).toEqual([]);
});

test.each([
  ['on', "'on' is not a second opinion; use off, or an object with one of bedrockGuardrail, llamaGuard, openaiModeration"],
  [{}, 'does not say who is asked; add one of bedrockGuardrail, llamaGuard, openaiModeration'],
  [
    { llamaGuard: { model: 'guard' }, openaiModeration: { baseUrl: 'http://127.0.0.1:9/v1' } },
    'asks llamaGuard and openaiModeration at once',
  ],
  [{ llamaGuard: { model: 'gard' } }, "'gard' is not among the models; did you mean guard?"],
  [{ llamaGuard: { model: 'echo' } }, "'echo' judges no texts; use a model such as Llama Guard behind openai, bedrock or triton"],
  [{ llamaGuard: { model: 'vectors' } }, "'vectors' judges no texts"],
  [{ llamaGuard: { model: '*' } }, "'*' stands for any model; use echo, guard, guard-eu, vectors"],
  [{ llamaGuard: { model: 'guard-eu' } }, "'guard-eu' is not served in us-east-1, where it would be asked; serve it there"],
  [{ llamaGuard: { model: 'guard' }, between: [0.9, 0.4] }, '[0.9,0.4] has the higher score first; write [0.4, 0.9]'],
  [
    { llamaGuard: { model: 'guard' }, between: [0.4] },
    '[0.4] is not a pair of scores from 0 to 1; use two numbers, the lower one first',
  ],
  [{ llamaGuard: { model: 'guard' }, timeoutMs: 5 }, '5 is not a whole number from 100 to 30000'],
  [{ bedrockGuardrail: { id: 'GR_1', version: '1' } }, "'GR_1' is not the id or ARN of a guardrail"],
  [{ bedrockGuardrail: { id: 'gr1', version: 'latest' } }, "'latest' is not the version of a guardrail; use a number as a text"],
  [{ openaiModeration: {} }, "calls api.openai.com without a key, which is refused; add apiKey: secret('openai/api-key')"],
  [{ openaiModeration: { baseUrl: 'http://example.org/v1' } }, 'is not encrypted; use https'],
  [{ openaiModeration: { apiKey: 'sk-1234567890abcdef' } }, 'what is written here is not a reference to a secret'],
])('%j is refused, once, for the platform and for a tenant', (secondOpinion, sentence) => {
  for (const lines of [linesOf(written(asking(secondOpinion))), linesOf(written(undefined, asking(secondOpinion)))]) {
    expect(lines).toEqual([expect.stringContaining(sentence)]);
    expect(lines[0]).toMatch(/^(tenants\.t\.)?moderation\.secondOpinion/);
  }
});

test('a second opinion without policies, or with none that it could judge, is refused', () => {
  const secondOpinion = { llamaGuard: { model: 'guard' } };
  expect(linesOf(written({ secondOpinion }))).toEqual([expect.stringContaining('has nothing to apply to; add input or output')]);
  expect(linesOf(written(asking(secondOpinion, { input: { pii: { mask: 0.5 } } })))).toEqual([
    expect.stringContaining(
      'would never be asked: it can judge toxicity, hate, harassment, sexual, violence, self-harm, illicit; name one',
    ),
  ]);
});

test('a model needs to be served only where its tenant may be', () => {
  const own = asking({ llamaGuard: { model: 'guard-eu' } });
  expect(linesOf({ ...written(undefined), tenants: { t: { residency: ['eu-west-1'], moderation: own } } })).toEqual([]);
});

test.each([
  [{ openaiModeration: { apiKey: { secret: 'a/b' } } }, 'api.openai.com'],
  [{ bedrockGuardrail: { id: 'gr1', version: '1' } }, 'bedrock-runtime.us-east-1.amazonaws.com'],
])('a region without a way to the internet cannot ask %j', (secondOpinion, host) => {
  const closed = { 'us-east-1': { primary: true, cidr: '10.0.0.0/16', natGateways: 0 } };
  expect(linesOf({ ...written(asking(secondOpinion)), regions: closed, models: { echo: { echo: {} } } })).toEqual([
    `moderation.secondOpinion: cannot be asked in us-east-1, whose network has no way to ${host}; give us-east-1 a NAT gateway`,
  ]);
});

test('the router learns of it with all defaults; a tenant may ask somebody else, or nobody', () => {
  const config = platform({
    ...written(asking({ llamaGuard: { model: 'guard' } })),
    tenants: {
      a: { moderation: { secondOpinion: 'off' } },
      b: { moderation: asking({ openaiModeration: { apiKey: { secret: 'b/key' } } }, {}) },
      c: { moderation: asking({ bedrockGuardrail: { id: 'gr1', version: '2' } }, {}) },
      d: {},
    },
  } as Input);
  const router = routerConfig(config, 'eu-west-1');
  const of = (tenant: string) => router.moderation?.tenants?.[tenant]?.secondOpinion;
  expect(router.moderation?.default?.secondOpinion).toEqual({
    ...{ source: { kind: 'llama-guard', model: 'guard' }, between: [0.4, 0.95], timeoutMs: 3000 },
  });
  expect(of('a')).toBeUndefined();
  expect(of('b')?.source).toEqual({
    ...{
      kind: 'openai-moderation',
      baseUrl: 'https://api.openai.com/v1',
      model: 'omni-moderation-latest',
      apiKey: { secret: 'b/key' },
    },
  });
  expect(upstreamSecrets(router)).toEqual(['b/key']);
  expect(bedrockGuardrails(router)).toEqual([{ kind: 'bedrock-guardrail', id: 'gr1', version: '2' }]);
});
