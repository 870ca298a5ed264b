import { awsUpstream } from '../../../../../../lambda/router/adapters/aws-upstream.ts';
import { undiciUpstream } from '../../../../../../lambda/router/adapters/undici-upstream.ts';
import type { OpinionSource } from '../../../../../../lambda/router/contract/second-opinion.ts';
import { ask } from '../../../../../../lambda/router/domain/guard/second-opinion/ask.ts';
import type { Opinion, Side } from '../../../../../../lambda/router/domain/guard/second-opinion/opinion.ts';
import { answerJson, COMPLETION, type MockUpstream, mockUpstream } from '../../../support/mock-upstream.ts';
import { guardWith } from '../../../support/moderator.ts';
import { configOf } from '../../../support/ports.ts';

/** A source's server on loopback, answering as the sources' owners document. */
interface Case {
  readonly source: (baseUrl: string) => OpinionSource;
  readonly harmful: unknown;
  readonly raised: Opinion;
  readonly harmless: unknown;
  readonly lowered: Opinion;
  readonly path: string;
  readonly sent: (side: Side) => object;
}

const completion = (content: string) => ({
  ...COMPLETION,
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
});

const SAFE = { toxicity: 0, hate: 0, harassment: 0, sexual: 0, violence: 0, 'self-harm': 0, illicit: 0 };

const filters = (found: Readonly<Record<string, string>>) =>
  ['HATE', 'INSULTS', 'SEXUAL', 'VIOLENCE', 'MISCONDUCT', 'PROMPT_ATTACK'].map((type) => ({
    type,
    confidence: found[type] ?? 'NONE',
    filterStrength: 'HIGH',
    action: type in found ? 'BLOCKED' : 'NONE',
    detected: type in found,
  }));

const guardrail = (found: Readonly<Record<string, string>>, more: object = {}) => ({
  usage: { topicPolicyUnits: 0, contentPolicyUnits: 1, wordPolicyUnits: 0, sensitiveInformationPolicyUnits: 0 },
  action: Object.keys(found).length > 0 ? 'GUARDRAIL_INTERVENED' : 'NONE',
  outputs: [],
  assessments: [
    {
      contentPolicy: { filters: filters(found) },
      invocationMetrics: { guardrailProcessingLatency: 120, guardrailCoverage: { textCharacters: { guarded: 9, total: 9 } } },
      ...more,
    },
  ],
});

/** From OpenAI's published description of its API. */
const MODERATION = {
  id: 'modr-0d9740456c391e43c445bf0f010940c7',
  model: 'omni-moderation-latest',
  results: [
    {
      flagged: true,
      categories: { harassment: true, 'harassment/threatening': true, violence: true, 'violence/graphic': true },
      category_scores: {
        harassment: 0.8189693396524255,
        'harassment/threatening': 0.804985420696006,
        sexual: 1.573112165348997e-6,
        hate: 0.007562942636942845,
        'hate/threatening': 0.004208854591835476,
        illicit: 0.030535955153511665,
        'illicit/violent': 0.008925306722380033,
        'self-harm/intent': 0.00023023930975076432,
        'self-harm/instructions': 0.0002293869201073356,
        'self-harm': 0.012598046106750154,
        'sexual/minors': 2.212566909570261e-8,
        violence: 0.9999992735124786,
        'violence/graphic': 0.843064871157054,
      },
    },
  ],
};

const CASES: Readonly<Record<string, Case>> = {
  'a Bedrock guardrail': {
    source: () => ({ kind: 'bedrock-guardrail', id: 'arn:aws:bedrock:eu-west-1:123456789012:guardrail/gr1', version: '3' }),
    harmful: guardrail({ VIOLENCE: 'MEDIUM', PROMPT_ATTACK: 'HIGH' }),
    raised: { toxicity: 1, hate: 0, harassment: 0, sexual: 0, violence: 1, illicit: 0, 'prompt-injection': 1 },
    harmless: guardrail({}),
    lowered: { toxicity: 0, hate: 0, harassment: 0, sexual: 0, violence: 0, illicit: 0, 'prompt-injection': 0 },
    path: '/guardrail/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aguardrail%2Fgr1/version/3/apply',
    sent: (side) => ({
      source: side === 'input' ? 'INPUT' : 'OUTPUT',
      content: [{ text: { text: 'the text' } }],
      outputScope: 'FULL',
    }),
  },
  'a model that answers as Llama Guard': {
    source: () => ({ kind: 'llama-guard', model: 'guard' }),
    harmful: completion('\n\nunsafe\nS2,S10'),
    raised: { ...SAFE, toxicity: 1, illicit: 1, hate: 1 },
    harmless: completion('\n\nsafe'),
    lowered: SAFE,
    path: '/v1/chat/completions',
    sent: (side) => ({
      model: 'meta/llama-guard-3-8b',
      messages:
        side === 'input'
          ? [{ role: 'user', content: 'the text' }]
          : [
              { role: 'user', content: 'Go on.' },
              { role: 'assistant', content: 'the text' },
            ],
      temperature: 0,
      max_tokens: 64,
    }),
  },
  "OpenAI's moderation": {
    source: (baseUrl) => ({
      kind: 'openai-moderation',
      baseUrl,
      model: 'omni-moderation-latest',
      apiKey: { secret: 'openai/key' },
    }),
    harmful: MODERATION,
    raised: {
      toxicity: 0.9999992735124786,
      hate: 0.007562942636942845,
      harassment: 0.8189693396524255,
      sexual: 1.573112165348997e-6,
      violence: 0.9999992735124786,
      'self-harm': 0.012598046106750154,
      illicit: 0.030535955153511665,
    },
    harmless: { ...MODERATION, results: [{ flagged: false, category_scores: { hate: 0.001, violence: 0.002 } }] },
    lowered: { toxicity: 0.002, hate: 0.001, violence: 0.002 },
    path: '/v1/moderations',
    sent: () => ({ model: 'omni-moderation-latest', input: 'the text' }),
  },
};

let server: MockUpstream;
let answer: { readonly status: number; readonly value: unknown };
const http = undiciUpstream();
beforeAll(async () => {
  server = await mockUpstream((response) => {
    if (answer.value === undefined) return;
    answerJson(response, answer.status, answer.value);
  });
});
afterAll(async () => {
  await http.close();
  await server.close();
});

async function opinion(source: Case['source'], value: unknown, side: Side = 'input', status = 200, leftMs = 5_000) {
  answer = { status, value };
  const upstream = awsUpstream(http, {
    ...{
      AWS_ENDPOINT_URL: server.baseUrl.replace(/\/v1$/, ''),
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'hidden',
    },
  });
  const models = { guard: { kind: 'openai', baseUrl: server.baseUrl, model: 'meta/llama-guard-3-8b' } } as const;
  const { guard, journal } = guardWith({}, { upstream });
  journal.config = await configOf(models).current();
  return ask(guard, source(server.baseUrl), side, 'the text', leftMs);
}

describe.each(Object.entries(CASES))('%s', (_, { source, harmful, raised, harmless, lowered, path, sent }) => {
  test('is asked as its API wants, and says what it found', async () => {
    expect(await opinion(source, harmful)).toEqual(raised);
    const { url, body } = server.seen.at(-1) ?? { url: '', body: '' };
    expect([url, JSON.parse(body)]).toEqual([path, sent('input')]);
  });

  test('says so when it found nothing, and is told which side the text is on', async () => {
    expect(await opinion(source, harmless, 'output')).toEqual(lowered);
    expect(JSON.parse(server.seen.at(-1)?.body ?? '')).toEqual(sent('output'));
  });

  test.each([
    ['an error', { message: 'the text' }, 500],
    ['too much to do', { message: 'the text' }, 429],
    ['another shape', { what: 'the text' }, 200],
    ['no object', ['the text'], 200],
  ])('has no opinion when its server answers with %s, and the text is not in the error', async (_name, value, status) => {
    const asking = opinion(source, value, 'input', status);
    await expect(asking).rejects.toThrow(/./);
    const message = await asking.catch((error: unknown) => String(error));
    const isModel = source('').kind === 'llama-guard';
    if (status === 200) expect(message).toContain(isModel ? 'sent no complete answer' : 'the answer cannot be read');
    if (!isModel) expect(message).not.toContain('the text');
  });

  test('has none when its server says nothing in time', async () => {
    await expect(opinion(source, undefined, 'input', 200, 50)).rejects.toMatchObject({
      message: expect.stringMatching(/in time|not through/),
    });
  });
});

const ofGuardrail = (value: unknown) => opinion(() => ({ kind: 'bedrock-guardrail', id: 'gr', version: 'DRAFT' }), value);

test('a guardrail is asked with a signature, OpenAI with the key', async () => {
  await ofGuardrail(guardrail({}));
  expect(server.seen.at(-1)?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d+\/eu-west-1\/bedrock\//,
  );
  await opinion((baseUrl) => ({ kind: 'openai-moderation', baseUrl, model: 'm', apiKey: { secret: 'openai/key' } }), MODERATION);
  expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer value-of-openai/key');
});

test('a guardrail that looks for less says nothing of the rest; what it only detects counts by its confidence', async () => {
  const detected = { type: 'HATE', confidence: 'MEDIUM', action: 'NONE', detected: true };
  expect(
    await ofGuardrail({ action: 'NONE', assessments: [{ contentPolicy: { filters: [{ ...detected, confidence: 'NONE' }] } }] }),
  ).toEqual({
    hate: 0,
  });
  expect(await ofGuardrail({ action: 'NONE', assessments: [{ contentPolicy: { filters: [detected] } }] })).toEqual({
    hate: 0.6,
    toxicity: 0.6,
  });
});

test("a guardrail's topics and own words are sensitive, its list of swearwords is profanity, its personal data is left to the detectors", async () => {
  const more = {
    topicPolicy: { topics: [{ name: 'Fiduciary', type: 'DENY', action: 'BLOCKED', detected: true }] },
    wordPolicy: { customWords: [], managedWordLists: [{ match: 'x', type: 'PROFANITY', action: 'BLOCKED' }] },
    sensitiveInformationPolicy: { piiEntities: [{ match: 'Joe', type: 'NAME', action: 'ANONYMIZED' }], regexes: [] },
  };
  expect(await ofGuardrail(guardrail({}, more))).toMatchObject({ toxicity: 0, sensitive: 1, profanity: 1 });
  expect(await ofGuardrail(guardrail({}, more))).not.toHaveProperty('pii');
  const nothing = { topicPolicy: { topics: [{ name: 'Fiduciary', type: 'DENY', action: 'NONE', detected: false }] } };
  expect(await ofGuardrail(guardrail({}, nothing))).not.toHaveProperty('sensitive');
});

test.each([
  ['unsafe\nS6', { ...SAFE, sensitive: 1 }],
  ['unsafe\nS13', { ...SAFE, politics: 1 }],
  ['Unsafe\ns4, S11', { ...SAFE, toxicity: 1, sexual: 1, illicit: 1, 'self-harm': 1 }],
  ['unsafe', { ...SAFE, toxicity: 1 }],
  ['unsafe\nS99', { ...SAFE, toxicity: 1 }],
])('%j means %j', async (said, expected) => {
  expect(await opinion(() => ({ kind: 'llama-guard', model: 'guard' }), completion(said))).toEqual(expected);
});

test('what says neither safe nor unsafe is no opinion, and neither is a model that is not there', async () => {
  await expect(opinion(() => ({ kind: 'llama-guard', model: 'guard' }), completion('I cannot help'))).rejects.toThrow(
    "neither 'safe'",
  );
  await expect(opinion(() => ({ kind: 'llama-guard', model: 'other' }), completion('safe'))).rejects.toThrow(
    "no model 'other' here",
  );
});
