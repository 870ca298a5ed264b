import { undiciUpstream } from '../../../lambda/router/adapters/undici-upstream.ts';
import { createRouter } from '../../../lambda/router/domain/router.ts';
import { apiEvent, chatEvent } from './support/events.ts';
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
import { configOf, testPorts } from './support/ports.ts';
import { RecordingSink } from './support/recording-sink.ts';

// The whole router over real sockets: what the upstream does, what the client sees, what the ledger holds.

const upstream = undiciUpstream({ connectMs: 1_000, firstTokenMs: 300, stallMs: 100, totalMs: 5_000 });
const mocks: MockUpstream[] = [];

afterEach(async () => {
  await Promise.all(mocks.splice(0).map((mock) => mock.close()));
});
afterAll(() => upstream.close());

async function against(answer: Answer) {
  const mock = await mockUpstream(answer);
  mocks.push(mock);
  const ports = testPorts({ upstream, config: configOf({ '*': { kind: 'openai', baseUrl: mock.baseUrl } }), random: () => 0 });
  const router = createRouter(ports);
  const sink = new RecordingSink();
  return { mock, sink, rows: ports.ledger.rows, ask: (event: unknown) => router(event, sink) };
}

const CHAT = chatEvent({ model: 'gpt' });
const STREAM = chatEvent({ model: 'gpt', stream: true });
const FIRST = chunkEvent({ role: 'assistant', content: '' });
const DONE = 'data: [DONE]\n\n';

test('a whole answer', async () => {
  const { mock, sink, rows, ask } = await against((response) => answerJson(response, 200, COMPLETION));
  await ask(CHAT);
  expect([sink.status, sink.json]).toEqual([200, COMPLETION]);
  expect(mock.seen).toMatchObject([{ url: '/v1/chat/completions', body: CHAT.body }]);
  expect(rows).toMatchObject([{ inputTokens: 12, outputTokens: 9, usageSource: 'provider' }]);
});

test('a stream reaches the client event by event, before the upstream is through', async () => {
  const { sink, ask } = await against((response) => {
    startEvents(response);
    response.write(FIRST);
    // The rest comes when the client has the first event, and not before.
    void until(() => sink.chunks.length === 1).then(() => response.end(chunkEvent({ content: 'Hello' }) + DONE));
  });
  await ask(STREAM);
  expect(sink.text).toBe(FIRST + chunkEvent({ content: 'Hello' }) + DONE);
});

test('a stream cut in the middle of an event', async () => {
  const { sink, rows, ask } = await against((response) => {
    startEvents(response);
    response.write(`${FIRST}data: {"choices":[{"del`, () => setTimeout(() => response.destroy(), 10));
  });
  await ask(STREAM);
  expect(sink.text.startsWith(`${FIRST}data: {"error":`)).toBe(true);
  expect(sink.text).not.toContain('[DONE]');
  expect(rows).toMatchObject([{ partial: true, usageSource: 'estimated' }]);
});

test('a stream that falls silent', async () => {
  const { mock, sink, rows, ask } = await against((response) => {
    startEvents(response);
    response.write(FIRST + chunkEvent({ content: 'Hel' }));
  });
  await ask(STREAM);
  expect(sink.text).toMatch(/fell silent/);
  expect(rows).toMatchObject([{ partial: true, status: 200 }]);
  await until(() => mock.aborted() === 1);
});

test('a stream that opens and then thinks has as long as its first token may take, not as long as a pause', async () => {
  const { sink, ask } = await against((response) => {
    startEvents(response);
    response.write(FIRST);
    setTimeout(() => response.end(chunkEvent({ content: 'Hello' }, 'stop') + DONE), 200);
  });
  await ask(STREAM);
  expect(sink.text.endsWith(DONE)).toBe(true);
  const thinking = await against((response) => {
    startEvents(response);
    response.write(FIRST);
  });
  await thinking.ask(STREAM);
  expect(thinking.sink.text).toContain('did not answer in time');
});

test('a stream that begins with an error is refused with it', async () => {
  const { sink, rows, ask } = await against((response) => {
    startEvents(response);
    response.end('data: {"error":{"message":"too long","type":"BadRequestError","code":400}}\n\ndata: [DONE]\n\n');
  });
  await ask(STREAM);
  expect([sink.status, sink.json.error.message, rows[0]?.status]).toEqual([400, 'too long', 400]);
});

test('a model has time limits of its own, all attempts together', async () => {
  const timeouts = { connectMs: 1_000, firstTokenMs: 5_000, stallMs: 5_000, totalMs: 400 };
  const { mock, rows, sink } = await against((response, _request, count) => {
    if (count === 1) return answerJson(response, 503, {}, { 'retry-after-ms': '20' });
    startEvents(response);
    response.write(chunkEvent({ content: 'Hel' }));
  });
  const config = configOf({ gpt: { kind: 'openai', baseUrl: mock.baseUrl, timeouts } });
  const ports = testPorts({ upstream, config });
  await createRouter(ports)(STREAM, sink);
  expect(rows).toEqual([]);
  expect(sink.text).toContain('was not through with its answer in time');
  expect(sink.text).not.toContain('[DONE]');
  expect(ports.ledger.rows).toMatchObject([{ status: 503 }, { status: 200, partial: true }]);
  await until(() => mock.aborted() === 1);
});

test.each([
  ['while it waits', CHAT, () => undefined, 499],
  [
    'in the middle of a stream',
    STREAM,
    (response: Parameters<Answer>[0]) => {
      startEvents(response);
      response.write(FIRST);
    },
    200,
  ],
])('a client that leaves %s: the upstream is cancelled, the spend recorded', async (_, event, answer, status) => {
  const { mock, sink, rows, ask } = await against(answer);
  const answered = ask(event);
  await until(() => mock.seen.length === 1 && (event === CHAT || sink.chunks.length === 1));
  sink.leave();
  await answered;
  await until(() => mock.aborted() === 1);
  expect(rows).toMatchObject([{ partial: true, status, inputTokens: 1 }]);
});

test('a client that leaves during the wait for a retry: there is none', async () => {
  const { mock, sink, ask } = await against((response) => answerJson(response, 429, {}, { 'retry-after': '9' }));
  const answered = ask(CHAT);
  await until(() => mock.seen.length === 1);
  setTimeout(() => sink.leave(), 20);
  await answered;
  expect(mock.seen).toHaveLength(1);
});

test.each([
  ['a 503', (response: Parameters<Answer>[0]) => answerJson(response, 503, {})],
  ['a connection that closes', (response: Parameters<Answer>[0]) => response.destroy()],
])('%s, then an answer', async (_, fail) => {
  const { sink, rows, ask } = await against((response, _request, count) =>
    count === 1 ? fail(response) : answerJson(response, 200, COMPLETION),
  );
  await ask(CHAT);
  expect([sink.status, rows.length]).toEqual([200, 2]);
});

test('an upstream that is down', async () => {
  const { mock, sink, rows, ask } = await against(() => undefined);
  await mock.close();
  await ask(CHAT);
  expect([sink.status, sink.json.error.code, rows.length]).toEqual([502, 'upstream_unreachable', 3]);
});

test('an upstream that does not answer', async () => {
  const { sink, ask } = await against(() => undefined);
  await ask(CHAT);
  expect([sink.status, sink.json.error.code]).toEqual([504, 'upstream_timeout']);
});

test('four megabytes of prompt', async () => {
  const { mock, sink, ask } = await against((response) => answerJson(response, 200, COMPLETION));
  const event = chatEvent({ model: 'gpt', messages: [{ role: 'user', content: 'x'.repeat(4e6) }] });
  await ask(event);
  expect([sink.status, mock.seen[0]?.body === event.body]).toEqual([200, true]);
});

test('a megabyte of answer', async () => {
  const data = [{ object: 'embedding', index: 0, embedding: Array.from({ length: 100_000 }, (_, index) => Math.sin(index)) }];
  const answer = { object: 'list', data, model: 'embed-x', usage: { prompt_tokens: 7, total_tokens: 7 } };
  const { sink, rows, ask } = await against((response) => answerJson(response, 200, answer));
  await ask(apiEvent('POST', '/v1/embeddings', { model: 'embed', input: 'a' }));
  expect(sink.json).toEqual(answer);
  expect(rows).toMatchObject([{ inputTokens: 7, providerModel: 'embed-x', operation: 'embeddings' }]);
});

test('fifty streams at once do not mix', async () => {
  const { mock, rows } = await against((response, request) => {
    const { user } = JSON.parse(request.body);
    startEvents(response);
    let sent = 0;
    const timer = setInterval(() => {
      response.write(chunkEvent({ content: `${user}-${sent}` }));
      sent += 1;
      if (sent < 5) return;
      clearInterval(timer);
      response.end(DONE);
    }, 1);
  });
  const ports = testPorts({ upstream, config: configOf({ '*': { kind: 'openai', baseUrl: mock.baseUrl } }) });
  const router = createRouter(ports);
  const sinks = Array.from({ length: 50 }, () => new RecordingSink());
  await Promise.all(sinks.map((sink, user) => router(chatEvent({ model: 'gpt', stream: true, user: `u${user}` }), sink)));
  for (const [user, sink] of sinks.entries()) {
    expect(sink.text).toBe([0, 1, 2, 3, 4].map((index) => chunkEvent({ content: `u${user}-${index}` })).join('') + DONE);
  }
  expect(rows).toEqual([]);
  expect(ports.ledger.rows).toHaveLength(50);
});
