import { platform } from '../../../lib/config/platform.ts';
import { type Circumstances, explain } from '../../../tools/route/explain.ts';
import { explanationText } from '../../../tools/route/explanation-text.ts';

const config = platform({
  name: 'acme',
  regions: { 'us-east-1': { primary: true }, 'eu-west-1': {} },
  models: {
    llama: { openai: { baseUrl: 'https://vllm.acme.internal/v1' } },
    gpt: { openai: { model: 'gpt-5.4', apiKey: { secret: 'openai/api-key' } }, regions: ['us-east-1'] },
    embed: { hashingEmbedder: {}, regions: ['us-east-1'] },
  },
  routes: {
    chat: {
      candidates: [{ model: 'gpt', when: { complexity: { min: 0.2 }, time: { days: ['mon'] } } }, { model: 'llama' }],
      defaultAnswer: 'Later.',
    },
    vectors: [{ model: 'embed', when: { tenants: ['default'] } }],
  },
  tenants: { default: {}, research: { residency: ['eu-west-1'] } },
});
const MONDAY = Date.UTC(2026, 0, 5, 9, 30);
const where = (parts: Partial<Circumstances> = {}): Circumstances => ({
  region: 'us-east-1',
  tenant: 'default',
  principal: 'key-1',
  requestId: 'request-1',
  at: MONDAY,
  ...parts,
});
const CODE = { model: 'chat', messages: [{ role: 'user', content: '```\ncode\n```' }] };
const HELLO = { model: 'chat', messages: [{ role: 'user', content: 'Hello' }] };

test('candidates come in the order in which they are asked, the others with the reason', async () => {
  expect(await explain(config, where(), CODE)).toMatchObject({ order: ['gpt', 'llama'], why: 'priority', refused: [] });
  expect(await explain(config, where(), HELLO)).toMatchObject({
    order: ['llama'],
    refused: [{ model: 'gpt', reason: 'complexity 0 is below 0.2' }],
  });
  expect((await explain(config, where({ at: MONDAY + 86_400_000 }), CODE)).refused[0]?.reason).toBe(
    'not at this time, but mon UTC',
  );
  expect((await explain(config, where({ region: 'eu-west-1' }), CODE)).refused[0]?.reason).toBe('not served in eu-west-1');
});

test('the text is for people', async () => {
  expect(
    explanationText(await explain(config, where(), HELLO)),
  ).toBe(`Route chat (priority) in us-east-1 for tenant default at 2026-01-05T09:30:00.000Z
Request: chat.completions, about 2 tokens and at most 1024 for the answer, complexity 0 (length 0)

1  llama  price not known  priority
-  gpt    $0.015365        complexity 0 is below 0.2
   then the default answer: "Later."
`);
});

test('a tenant that may not be served here gets no answer', async () => {
  const text = explanationText(await explain(config, where({ tenant: 'research' }), HELLO));
  expect(text).toContain('-  llama  price not known  tenant research must not be served in us-east-1');
  expect(text).toContain('so the answer is 403');
});

test('requests for embeddings are explained too', async () => {
  expect(await explain(config, where(), { model: 'vectors', input: 'four words in all' })).toMatchObject({
    order: ['embed'],
    prompt: { operation: 'embeddings', contextTokens: 5 },
  });
});

test.each<[Partial<Circumstances>, unknown, string]>([
  [{ region: 'eu-west-9' }, HELLO, "'eu-west-9' is no region of the configuration, which has us-east-1, eu-west-1"],
  [{ tenant: 'sales' }, HELLO, "'sales' is no tenant of the configuration, which has default, research"],
  [{}, { ...HELLO, model: 'gpt' }, "'gpt' is no alias of the configuration, which has chat, vectors"],
  [{ region: 'eu-west-1' }, { model: 'vectors', input: 'a' }, "no candidate of 'vectors' is served in eu-west-1"],
  [{}, [], 'the request is no JSON object; give the body of a POST to /v1/chat/completions'],
  [{}, { model: 'chat' }, "'messages' must be"],
  [{}, { messages: [] }, "the request names no model; give it an alias as 'model'"],
])('%j and %j: %s', async (parts, request, message) => {
  await expect(explain(config, where(parts), request)).rejects.toThrow(message);
});

test('a candidate that cannot be asked for what the request asks for is none, and the reason is told', async () => {
  const models = {
    claude: { anthropic: { model: 'claude-sonnet-5', apiKey: { secret: 'anthropic/api-key' } } },
    llama: { openai: { baseUrl: 'https://vllm.acme.internal/v1' } },
  };
  const routes = { chat: [{ model: 'claude' }, { model: 'llama' }], only: [{ model: 'claude' }] };
  const mixed = platform({ name: 'acme', regions: { 'us-east-1': {} }, models, routes, tenants: { default: {} } });
  const reason = "'seed' cannot be asked of Anthropic";
  expect(await explain(mixed, where(), { ...HELLO, seed: 7 })).toMatchObject({
    order: ['llama'],
    refused: [{ model: 'claude', reason }],
  });
  const only = await explain(mixed, where(), { ...HELLO, model: 'only', seed: 7 });
  expect([only.order, only.mistake]).toEqual([[], `${reason}; leave it out.`]);
  expect(explanationText(only)).toContain(`so the answer is 400: ${reason}; leave it out.`);
});
