import { undiciUpstream } from '../../../lambda/router/adapters/undici-upstream.ts';
import type { TritonTarget } from '../../../lambda/router/contract/targets.ts';
import { createRouter } from '../../../lambda/router/domain/router.ts';
import { expectOpenAiError } from './support/errors.ts';
import { apiEvent, chatEvent } from './support/events.ts';
import { type Answer, answerJson, type MockUpstream, mockUpstream } from './support/mock-upstream.ts';
import { configOf, SkippingClock, testPorts } from './support/ports.ts';
import { RecordingSink } from './support/recording-sink.ts';
import { tritonVectors } from './support/triton-vectors.ts';

/** What is Triton's alone, over real connections on loopback; what it shares with others is in providers.test.ts. */

const inner = undiciUpstream();
let mock: MockUpstream;
let respond: Answer;

beforeAll(async () => {
  mock = await mockUpstream((...of) => respond(...of));
});
beforeEach(() => {
  mock.seen.length = 0;
});
afterAll(async () => {
  await inner.close();
  await mock.close();
});

async function send(event: Record<string, unknown>) {
  const baseUrl = new URL(mock.baseUrl).origin;
  const minilm: TritonTarget = { kind: 'triton', baseUrl, model: 'minilm', embeddings: { input: 'TEXT', output: 'EMBEDDING' } };
  const llama: TritonTarget = { kind: 'triton', baseUrl, model: 'llama' };
  const models = { minilm, llama, mistral: { ...llama, backend: 'vllm' } as const };
  const ports = testPorts({ clock: new SkippingClock(), upstream: inner, config: configOf(models) });
  const sink = new RecordingSink();
  await createRouter(ports)(event, sink);
  return { sink, rows: ports.ledger.rows };
}

const embed = (body: object) => send(apiEvent('POST', '/v1/embeddings', { model: 'minilm', input: ['hi', 'there'], ...body }));

const vectors: Answer = (response) => {
  const { body, headers } = tritonVectors([
    [0.5, -1],
    [0.25, 2],
  ]);
  response.writeHead(200, headers as Record<string, string>).end(body);
};

const events =
  (status: number, ...data: readonly object[]): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.end(data.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''));
  };

describe('embeddings', () => {
  test('come as a list of OpenAI, with estimated usage', async () => {
    respond = vectors;
    const { sink, rows } = await embed({});
    expect(mock.seen[0]?.url).toBe('/v2/models/minilm/infer');
    expect([sink.status, sink.headers['content-type']]).toEqual([200, 'application/json']);
    expect(sink.json).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [0.5, -1] },
        { object: 'embedding', index: 1, embedding: [0.25, 2] },
      ],
      model: 'minilm',
      usage: { prompt_tokens: 2, total_tokens: 2 },
    });
    expect(rows).toMatchObject([
      { provider: 'triton', operation: 'embeddings', status: 200, inputTokens: 2, outputTokens: 0, usageSource: 'estimated' },
    ]);
  });

  test('come in base64 where that is wanted', async () => {
    respond = vectors;
    const { sink } = await embed({ encoding_format: 'base64' });
    const [, second] = sink.json.data as { readonly embedding: string }[];
    const bytes = Buffer.from(second?.embedding ?? '', 'base64');
    expect([bytes.length, bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([8, 0.25, 2]);
  });

  test('that are not as configured are a 502 which costs the prompt and says nothing of the inside', async () => {
    respond = (response) => answerJson(response, 200, { outputs: [] });
    const { sink, rows } = await embed({});
    expect(sink.status).toBe(502);
    expectOpenAiError(sink.json);
    expect(sink.text).not.toContain('EMBEDDING');
    expect(rows[0]).toMatchObject({ status: 502, inputTokens: 2, usageSource: 'estimated' });
  });

  test('of a stream are a 502', async () => {
    respond = events(200, { outputs: [] });
    expect((await embed({})).sink.status).toBe(502);
  });

  test('are refused with what Triton says, once', async () => {
    respond = (response) => answerJson(response, 400, { error: 'batch-size must be <= 64' });
    const { sink } = await embed({});
    expect([sink.status, sink.json.error.message, mock.seen.length]).toEqual([400, 'batch-size must be <= 64', 1]);
  });

  test('cannot be had of a chat model', async () => {
    const { sink } = await embed({ model: 'llama' });
    expect([sink.status, sink.json.error.code, mock.seen.length]).toEqual([400, 'model_not_supported', 0]);
  });
});

test.each([
  ['a chat', () => send(chatEvent({ model: 'llama' }))],
  ['embeddings', () => embed({})],
])('%s of a model that is not loaded: a 503, asked once', async (_, ask) => {
  respond = (response) => answerJson(response, 404, { error: "'m' has no available versions" });
  const { sink, rows } = await ask();
  expect([sink.status, sink.json.error.message, mock.seen.length]).toEqual([503, "'m' has no available versions", 1]);
  expect(rows).toMatchObject([{ status: 404, inputTokens: 0 }]);
});

test('an error that generate sends with status 200 is no answer', async () => {
  respond = (response) => answerJson(response, 200, { error: 'generate expects exactly 1 response' });
  const { sink } = await send(chatEvent({ model: 'llama' }));
  expect([sink.status, sink.json.error.message]).toEqual([500, 'generate expects exactly 1 response']);
});

test('an error that refuses a stream as an event keeps its message', async () => {
  respond = events(400, { error: 'prompt too long' });
  const { sink } = await send(chatEvent({ model: 'llama', stream: true }));
  expect([sink.status, sink.json.error.message]).toEqual([400, 'prompt too long']);
});

test('a stream that vLLM cut off for its length says so', async () => {
  const said = (text_output: string, finish_reason: string) => ({ model_name: 'mistral', text_output, finish_reason });
  respond = events(200, said('Hel', 'None'), said('lo', 'length'));
  const { sink } = await send(chatEvent({ model: 'mistral', stream: true }));
  expect(sink.text).toContain('"finish_reason":"length"');
  expect(sink.text).toContain('[DONE]');
});

test.each([
  "Stub process 'llama_0_0' is not healthy.",
  "Failed to process the request(s) for model 'llama_0_0', message: MemoryError",
  'Model is unavailable due to unhealthy vLLM engine',
])('a 400 that says "%s" is an outage', async (error) => {
  respond = (response) => answerJson(response, 400, { error });
  const { sink, rows } = await send(chatEvent({ model: 'llama' }));
  expect([sink.status, sink.json.error.message]).toEqual([503, error]);
  expect(rows).toMatchObject([{ status: 400, inputTokens: 0 }]);
});

test('an outage is seen in the event that refuses a stream', async () => {
  respond = events(400, { error: "Stub process 'llama_0_0' is not healthy." });
  expect((await send(chatEvent({ model: 'llama', stream: true }))).sink.status).toBe(503);
});
