import { tracesFrom } from '../../../../lambda/router/adapters/traces.ts';
import { undiciUpstream } from '../../../../lambda/router/adapters/undici-upstream.ts';
import { type OtlpCollector, otlpCollector } from '../../../support/otlp-collector.ts';
import { ask } from '../support/ask.ts';
import { chatEvent } from '../support/events.ts';
import { until } from '../support/files.ts';
import { answerJson, COMPLETION, type MockUpstream, mockUpstream } from '../support/mock-upstream.ts';
import { configOf, testPorts } from '../support/ports.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER_SPAN = 'b7ad6b7169203331';
const PROMPT = 'a prompt that stays here';
const traced = { headers: { traceparent: `00-${TRACE}-${CALLER_SPAN}-01`, tracestate: 'vendor=1' } };

let collector: OtlpCollector;
let upstream: MockUpstream;
const calls = undiciUpstream();

beforeEach(async () => {
  collector = await otlpCollector();
  upstream = await mockUpstream((response, _, count) =>
    count === 1 ? answerJson(response, 503, { error: { message: 'down' } }) : answerJson(response, 200, COMPLETION),
  );
});

afterEach(async () => {
  delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  delete process.env.OTEL_EXPORTER_OTLP_TIMEOUT;
  await upstream.close();
  await collector.close();
});

afterAll(() => calls.close());

/** One request through a router of a function whose traces go to the collector. */
async function trace(event: unknown, environment: Record<string, string> = {}) {
  // The exporter reads its variables from the process itself.
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '1500';
  const { clock, lines, log } = testPorts({});
  const telemetry = tracesFrom(
    { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, AWS_LAMBDA_FUNCTION_NAME: 'router', ...environment },
    { clock, log },
  );
  if (telemetry === undefined) throw new Error('no traces are exported');
  const config = configOf({ gpt: { kind: 'openai', baseUrl: upstream.baseUrl } });
  const asked = () => ask(event, { telemetry, config, upstream: calls, newId: () => crypto.randomUUID() });
  return { ...(await asked()), again: asked, traceLines: lines };
}

const chat = (options = {}) => chatEvent({ model: 'gpt', messages: [{ role: 'user', content: PROMPT }] }, options);

test('a request and its upstream calls are one trace under the caller; upstreams are told their span', async () => {
  const { sink } = await trace(chat(traced));
  expect(sink.status).toBe(200);
  const [server, failed, answered] = collector.spans;
  expect(collector.spans).toHaveLength(3);
  expect(server).toMatchObject({ traceId: TRACE, parentSpanId: CALLER_SPAN, name: 'POST /v1/chat/completions', kind: 2 });
  expect(failed).toMatchObject({ traceId: TRACE, parentSpanId: server?.spanId, name: 'chat gpt', kind: 3, status: { code: 2 } });
  expect(failed?.attributes).toMatchObject({ 'error.type': '503', 'http.response.status_code': 503 });
  expect(answered?.attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.response.model': 'gpt-mini-2026-01-01',
    'gen_ai.usage.input_tokens': 12,
    'gen_ai.usage.output_tokens': 9,
    'server.address': '127.0.0.1',
  });
  expect(upstream.seen.map(({ headers }) => headers.traceparent)).toEqual(
    [failed, answered].map((span) => `00-${TRACE}-${span?.spanId}-01`),
  );
  expect(upstream.seen[0]?.headers.tracestate).toBe('vendor=1');
});

test('times are those of the calls: the children lie within the request', async () => {
  const before = BigInt(Date.now()) * 1_000_000n;
  await trace(chat());
  const [server, ...children] = collector.spans;
  const time = (text: string | undefined) => BigInt(text ?? 0);
  expect(time(server?.startTimeUnixNano)).toBeGreaterThanOrEqual(before);
  for (const call of children) {
    expect(time(call.startTimeUnixNano)).toBeGreaterThanOrEqual(time(server?.startTimeUnixNano));
    expect(time(call.endTimeUnixNano)).toBeLessThanOrEqual(time(server?.endTimeUnixNano));
  }
});

test('spans say whose they are, and never a word of the prompt', async () => {
  await trace(chat());
  expect(collector.spans[0]?.resource).toMatchObject({ 'service.name': 'llm-router', 'faas.name': 'router' });
  expect(JSON.stringify(collector.spans)).not.toContain(PROMPT);
});

test('a trace that its caller does not sample is not exported, yet passed on', async () => {
  await trace(chat({ headers: { traceparent: `00-${TRACE}-${CALLER_SPAN}-00` } }));
  expect(collector.headers).toEqual([]);
  expect(upstream.seen[0]?.headers.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
});

test('of new traces none is sampled when the ratio is 0', async () => {
  await trace(chat(), { OTEL_TRACES_SAMPLER_ARG: '0' });
  expect(collector.headers).toEqual([]);
});

test('a server does not wait for its traces; they leave within the second', async () => {
  const { AWS_LAMBDA_FUNCTION_NAME: _, ...server } = { AWS_LAMBDA_FUNCTION_NAME: '', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const { clock, log } = testPorts({});
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
  const telemetry = tracesFrom(server, { clock, log });
  expect(telemetry?.flush).toBeUndefined();
  await ask(chatEvent({ model: 'echo' }), { telemetry: telemetry ?? {}, newId: () => crypto.randomUUID() });
  await until(() => collector.spans.length === 1);
});

test('a collector that refuses costs the request nothing but a log line, and is left alone for a while', async () => {
  collector.status = 400;
  const { sink, again, traceLines } = await trace(chat());
  expect(sink.status).toBe(200);
  await again();
  expect(traceLines.map(({ level, message }) => [level, message])).toEqual([['warn', 'traces not exported']]);
  expect(collector.headers).toHaveLength(1);
});

test('a collector that never answers holds a function up for a second, not longer, and once', async () => {
  collector.silent = true;
  const { again, traceLines } = await trace(chat());
  await again();
  expect(traceLines.map(({ fields }) => fields.error)).toEqual(['not taken within 1000 ms']);
  expect(collector.headers).toHaveLength(1);
});

test.each([{}, { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_SDK_DISABLED: 'true' }])(
  'with %j no traces are exported',
  (environment) => {
    expect(tracesFrom(environment, testPorts({}))).toBeUndefined();
  },
);

test.each(['1.5', '-1', 'all'])('a ratio of %p is refused with a sentence', (ratio) => {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_TRACES_SAMPLER_ARG: ratio };
  expect(() => tracesFrom(environment, testPorts({}))).toThrow(
    `environment variable OTEL_TRACES_SAMPLER_ARG is '${ratio}'; it must be a share of the traces from 0 to 1, e.g. 0.1`,
  );
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'nonsense'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'collector:4318'],
])('%s that is no address is refused', (name, text) => {
  expect(() => tracesFrom({ [name]: text }, testPorts({}))).toThrow(
    `environment variable ${name} is '${text}'; it must be the address of a collector, e.g. http://127.0.0.1:4318`,
  );
});
