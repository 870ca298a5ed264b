import { undiciUpstream } from '../../../lambda/router/adapters/undici-upstream.ts';
import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import type { ModelRoute } from '../../../lambda/router/contract/routes.ts';
import { createRouter } from '../../../lambda/router/domain/router.ts';
import { chatEvent } from './support/events.ts';
import { until } from './support/files.ts';
import {
  type Answer,
  answerJson,
  COMPLETION,
  chunkEvent,
  type MockUpstream,
  mockUpstream,
  startEvents,
} from './support/mock-upstream.ts';
import { testPorts } from './support/ports.ts';
import { RecordingSink } from './support/recording-sink.ts';

// An alias over real sockets: upstreams that are down, die or dawdle, and what the client sees.

const upstream = undiciUpstream({ connectMs: 1_000, firstTokenMs: 150, stallMs: 100, totalMs: 5_000 });
const mocks: MockUpstream[] = [];

afterEach(async () => {
  await Promise.all(mocks.splice(0).map((mock) => mock.close()));
});
afterAll(() => upstream.close());

const FIRST = chunkEvent({ role: 'assistant', content: '' });
const HELLO = FIRST + chunkEvent({ content: 'Hello' });
const WHOLE_STREAM = `${FIRST}${chunkEvent({ content: 'Hello' }, 'stop')}data: [DONE]\n\n`;
const CHAT = chatEvent({ model: 'chat' });
const STREAM = chatEvent({ model: 'chat', stream: true });
const whole: Answer = (response) => answerJson(response, 200, COMPLETION);
const streamed: Answer = (response) => {
  startEvents(response);
  response.end(WHOLE_STREAM);
};
/** Begins a stream, and goes on so. */
const opening =
  (then: (response: Parameters<Answer>[0]) => unknown): Answer =>
  (response) => {
    startEvents(response);
    then(response);
  };

async function against(answers: readonly Answer[], route: Partial<ModelRoute> = {}) {
  const servers = await Promise.all(answers.map(mockUpstream));
  mocks.push(...servers);
  const names = servers.map((_, index) => `m${index + 1}`);
  const config: RouterConfig = {
    version: 1,
    models: Object.fromEntries(names.map((name, index) => [name, { kind: 'openai', baseUrl: servers[index]?.baseUrl ?? '' }])),
    routes: { chat: { strategy: 'priority', splitBy: 'request', candidates: names.map((model) => ({ model })), ...route } },
  };
  const ports = testPorts({
    upstream,
    config: { current: async () => config, refresh: async () => undefined },
    clock: { now: Date.now, sleep: async () => undefined },
  });
  const router = createRouter(ports);
  const ask = async (event: unknown, sink = new RecordingSink()) => {
    await router(event, sink);
    return sink;
  };
  return { ask, servers, rows: ports.ledger.rows };
}

test('the first upstream is down, the second answers', async () => {
  const { ask, servers, rows } = await against([whole, whole]);
  await servers[0]?.close();
  const sink = await ask(CHAT);
  expect([sink.status, sink.json, sink.headers['x-route']]).toEqual([200, COMPLETION, 'chat; m2; fallback after m1 (502)']);
  expect(rows.at(-1)).toMatchObject({ model: 'chat', providerModel: COMPLETION.model, status: 200, attempt: rows.length });
});

test.each<[string, Answer]>([
  ['breaks before its first event', (response) => response.destroy()],
  ['begins a stream and sends nothing', (response) => startEvents(response)],
  ['says who speaks, then nothing', opening((response) => response.write(FIRST))],
  ['says who speaks, then dies', opening((response) => response.write(FIRST, () => response.destroy()))],
  ['begins a stream with an error', opening((response) => response.end('data: {"error":"no"}\n\n'))],
])('an upstream that %s is replaced before the client has a token', async (_, fail) => {
  const { ask } = await against([fail, streamed]);
  const sink = await ask(STREAM);
  expect([sink.status, sink.text]).toEqual([200, WHOLE_STREAM]);
  expect(sink.headers['x-route']).toMatch(/^chat; m2; fallback after m1/);
});

test('so is the last one, when there is a default answer', async () => {
  const { ask } = await against([opening((response) => response.write(FIRST, () => response.destroy()))], {
    defaultAnswer: 'Later.',
  });
  const sink = await ask(STREAM);
  expect(sink.text).toContain('"content":"Later."');
});

test('a stream that dies in the middle is not replaced', async () => {
  const { ask, servers } = await against([
    (response) => {
      startEvents(response);
      response.write(HELLO, () => setTimeout(() => response.destroy(), 5));
    },
    streamed,
  ]);
  const sink = await ask(STREAM);
  expect(sink.text.startsWith(`${HELLO}data: {"error":`)).toBe(true);
  expect([sink.text.includes('[DONE]'), servers[1]?.seen.length]).toEqual([false, 0]);
});

test('an upstream that is too slow is replaced', async () => {
  const { ask, servers } = await against([() => undefined, whole]);
  const sink = await ask(CHAT);
  expect([sink.status, sink.headers['x-route']]).toEqual([200, 'chat; m2; fallback after m1 (504)']);
  await until(() => servers[0]?.aborted() === 1);
});

test('all down: 503 with retry-after, or the default answer', async () => {
  const refuse: Answer = (response) => answerJson(response, 503, {}, { 'retry-after': '7' });
  const { ask } = await against([refuse, refuse]);
  const sink = await ask(CHAT);
  expect([sink.status, sink.headers['retry-after'], sink.json.error.code]).toEqual([503, '7', 'route_unavailable']);
  const answered = await (await against([refuse], { defaultAnswer: 'Later.' })).ask(STREAM);
  expect(answered.text).toContain('"content":"Later."');
  expect(answered.text.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('lowest latency: after both were tried, the faster one is asked', async () => {
  const slow: Answer = (response, request, count) => void setTimeout(() => whole(response, request, count), 60);
  const { ask, servers } = await against([slow, whole], { strategy: 'lowest-latency' });
  for (let count = 0; count < 5; count++) await ask(CHAT);
  expect(servers.map(({ seen }) => seen.length)).toEqual([1, 4]);
});

test('least in flight: while the first is busy, the second is asked', async () => {
  const hold: { release?: () => void } = {};
  const { ask, servers } = await against(
    [
      (response, request, count) => {
        hold.release = () => whole(response, request, count);
      },
      whole,
    ],
    { strategy: 'least-in-flight' },
  );
  const first = ask(CHAT);
  await until(() => hold.release !== undefined);
  expect((await ask(CHAT)).headers['x-route']).toBe('chat; m2; least in flight');
  hold.release?.();
  expect((await first).headers['x-route']).toBe('chat; m1; least in flight');
  expect(servers.map(({ seen }) => seen.length)).toEqual([1, 1]);
});

test('a client that leaves: no other candidate is asked, and the upstream is not blamed', async () => {
  const { ask, servers } = await against([() => undefined, whole]);
  for (let count = 1; count <= 6; count++) {
    const sink = new RecordingSink();
    const answered = ask(CHAT, sink);
    await until(() => servers[0]?.seen.length === count);
    sink.leave();
    await answered;
  }
  expect(servers[1]?.seen).toEqual([]);
});
