import { createRouter } from '../../../lambda/router/domain/router.ts';
import { routeHeader } from '../../../lambda/router/domain/routing/route-header.ts';
import { DONE_EVENT } from '../../../lambda/router/domain/upstream/sse.ts';
import { platform } from '../../../lib/config/platform.ts';
import { routerConfig } from '../../../lib/config/router-config.ts';
import { type Api, apiNamed, PATHS } from '../../../tools/route/api.ts';
import { type Explanation, explain } from '../../../tools/route/explain.ts';
import { explanationText } from '../../../tools/route/explanation-text.ts';
import { apiEvent } from '../../lambda/router/support/events.ts';
import { COMPLETION, chunkEvent } from '../../lambda/router/support/mock-upstream.ts';
import { testPorts } from '../../lambda/router/support/ports.ts';
import { RecordingSink } from '../../lambda/router/support/recording-sink.ts';

// What `blueprint route explain` says of a request, beside what the router then does with it.

const openai = { openai: { baseUrl: 'https://vllm.acme.internal/v1' } };
const config = platform({
  name: 'acme',
  regions: { 'us-east-1': {} },
  models: {
    ...{ big: openai, small: openai },
    claude: { anthropic: { model: 'claude-sonnet-5', apiKey: { secret: 'anthropic/api-key' } } },
    tri: { triton: { baseUrl: 'https://triton.acme.internal', model: 'tri' } },
    hash: { hashingEmbedder: {} },
  },
  routes: {
    demanding: [{ model: 'big', when: { complexity: { min: 0.2 } } }, { model: 'small' }],
    long: [{ model: 'small', when: { contextTokens: { max: 100 } } }, { model: 'big' }],
    short: [{ model: 'small', when: { contextTokens: { max: 200 } } }, { model: 'big' }],
    streams: [{ model: 'small', when: { stream: true } }, { model: 'big' }],
    mixed: [{ model: 'claude' }, { model: 'small' }],
    gpus: [{ model: 'tri' }],
    shares: [
      { model: 'big', weight: 1 },
      { model: 'small', weight: 1 },
    ],
    vectors: [{ model: 'hash' }],
    both: [{ model: 'small' }, { model: 'big' }],
  },
  prompts: {
    templates: { 'polite@1': { system: `You are ${'very helpful and careful. '.repeat(60)}`, variables: {} } },
    attach: { long: { template: 'polite@1' }, short: { optimise: ['whitespace', 'history'], historyTokens: 100 } },
  },
  tenants: { research: {} },
});
const LONG = `1. do this\n2. do that\n3. and that?\n4. more?\n\`\`\`js\nx()\n\`\`\`\n${'word '.repeat(500)}`;
const user = (content: unknown) => ({ role: 'user', content });
const TOOL = { name: 'f', description: 'finds', input_schema: { type: 'object' } };

async function routed(api: Api, body: object): Promise<RecordingSink> {
  const ports = testPorts({
    region: 'us-east-1',
    config: { current: async () => routerConfig(config, 'us-east-1'), refresh: async () => undefined },
    upstream: {
      send: async (call) => {
        const stream = JSON.parse(call.body).stream === true;
        const answer = stream
          ? `${chunkEvent({ content: 'Hi' }, 'stop')}${DONE_EVENT}`
          : JSON.stringify(call.path === '/embeddings' ? { data: [] } : COMPLETION);
        const headers = { 'content-type': stream ? 'text/event-stream' : 'application/json' };
        return { status: 200, headers, read: async (consume) => consume(Buffer.from(answer)) };
      },
    },
  });
  const sink = new RecordingSink();
  await createRouter(ports)(apiEvent('POST', PATHS[api], body), sink);
  return sink;
}

const explained = (body: unknown, api?: Api): Promise<Explanation> => {
  const { requestContext } = apiEvent('POST', PATHS.chat, {}) as { requestContext: { requestId: string } };
  const { requestId } = requestContext;
  return explain(config, { region: 'us-east-1', tenant: 'research', principal: 'key-1', requestId, at: Date.now() }, body, api);
};

const headerFor = ({ alias, order, why, refused }: Explanation): string => {
  const not = refused.map(({ model, reason }) => `${model} (${reason})`).join(', ');
  return routeHeader(alias, order[0] ?? '', not === '' ? why : `${why}, not ${not}`);
};

test.each<[string, Api, object, string]>([
  ['a demanding chat', 'chat', { model: 'demanding', messages: [user(LONG)] }, 'big'],
  ['an easy chat', 'chat', { model: 'demanding', messages: [user('hi')] }, 'small'],
  ['a response to a text', 'responses', { model: 'demanding', input: LONG, store: false }, 'big'],
  [
    'a streamed response with instructions and parts',
    'responses',
    { model: 'demanding', instructions: LONG, input: [user([{ type: 'input_text', text: LONG }])], stream: true },
    'big',
  ],
  [
    'a message with a system prompt',
    'messages',
    { model: 'demanding', max_tokens: 9, system: LONG, messages: [user('hi')] },
    'big',
  ],
  ['a message with tools', 'messages', { model: 'long', max_tokens: 9, tools: [TOOL], messages: [user('hi')] }, 'big'],
  ['a chat whose attached template is long', 'chat', { model: 'long', messages: [user('hi')] }, 'big'],
  ['a response whose attached template is long', 'responses', { model: 'long', input: 'hi', max_output_tokens: 9 }, 'big'],
  [
    'a chat whose history is shortened',
    'chat',
    { model: 'short', messages: [user(LONG), { role: 'assistant', content: LONG }, user('hi')] },
    'small',
  ],
  [
    'a streamed message',
    'messages',
    { model: 'streams', max_tokens: 9, system: 'Be kind.', messages: [user('hi')], stream: true },
    'small',
  ],
  ['a draw by request', 'chat', { model: 'shares', messages: [user('hi')] }, 'big'],
  ['embeddings', 'embeddings', { model: 'vectors', input: ['a', 'b'] }, 'hash'],
  ['embeddings of a text', 'embeddings', { model: 'vectors', input: 'a' }, 'hash'],
  ['a response by a model that cannot embed', 'responses', { model: 'gpus', input: 'a' }, 'tri'],
  ['a response that Anthropic cannot give', 'responses', { model: 'mixed', input: 'a', text: { verbosity: 'low' } }, 'small'],
])('%s: the API is found out, and candidate and reasons are the ones of the router', async (_, api, body, candidate) => {
  const explanation = await explained(body);
  expect([explanation.prompt.api, explanation.order[0]]).toEqual([api, candidate]);
  const { status, headers } = await routed(api, body);
  if (api !== 'embeddings' && candidate !== 'tri') expect(status).toBe(200);
  expect(headers['x-route']).toBe(headerFor(explanation));
});

test('what fits two APIs is explained for the one that is said, and the text names it', async () => {
  const body = { model: 'both', input: LONG };
  await expect(explained(body)).rejects.toThrow(
    'the request fits /v1/responses and /v1/embeddings; say which it is for, with --api responses or --api embeddings',
  );
  for (const api of ['responses', 'embeddings'] as const) {
    const explanation = await explained(body, api);
    expect(explanation.prompt.operation).toBe(api === 'responses' ? 'chat.completions' : 'embeddings');
    expect((await routed(api, body)).headers['x-route']).toBe(headerFor(explanation));
  }
  expect(explanationText(await explained(body, 'responses'))).toContain('Request: chat.completions by /v1/responses, about 64');
});

test('what no candidate can be asked for is told in the words of the API, as the router tells it', async () => {
  const body = { model: 'gpus', input: 'a', text: { format: { type: 'json_object' } } };
  const { mistake } = await explained(body);
  const { status, json } = await routed('responses', body);
  expect([status, json.error.message]).toEqual([400, mistake]);
  expect(mistake).toContain("'text.format'");
});

test.each<[Api, object]>([
  ['responses', { model: 'both', input: 'a', previous_response_id: 'resp_1' }],
  ['responses', { model: 'both', input: [user([{ type: 'input_text' }])] }],
  ['messages', { model: 'both', messages: [user('hi')] }],
  ['chat', { model: 'both', messages: [user(7)] }],
  ['embeddings', { model: 'both', input: [] }],
])('what is wrong with a request for %s is told as the router tells it: %j', async (api, body) => {
  const { status, json } = await routed(api, body);
  expect(status).toBe(400);
  await expect(explained(body, api)).rejects.toThrow(json.error.message);
});

test('an API that is none is refused with those that there are', () => {
  expect(() => apiNamed('completions')).toThrow("'completions' is no API; use one of chat, responses, messages, embeddings");
  expect(() => apiNamed('toString')).toThrow("'toString' is no API");
});
