import type { ServerResponse } from 'node:http';
import { awsUpstream } from '../../../lambda/router/adapters/aws-upstream.ts';
import { undiciUpstream } from '../../../lambda/router/adapters/undici-upstream.ts';
import { createRouter } from '../../../lambda/router/domain/router.ts';
import { useAwsCredentials } from './support/aws-credentials.ts';
import { awsEvent, awsException } from './support/bedrock-stream.ts';
import { chatEvent } from './support/events.ts';
import { until } from './support/files.ts';
import { type Answer, answerJson, type MockUpstream, mockUpstream } from './support/mock-upstream.ts';
import { configOf, SkippingClock, testPorts } from './support/ports.ts';
import { PROVIDER_CASES, type ProviderCase } from './support/provider-cases.ts';
import { RecordingSink } from './support/recording-sink.ts';

/** The contract that every upstream with an API of its own keeps, over real connections on loopback. */

useAwsCredentials();
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

async function ask(provider: ProviderCase, body: object, sink = new RecordingSink()) {
  const origin = new URL(mock.baseUrl).origin;
  const clock = new SkippingClock();
  const ports = testPorts({
    clock,
    upstream: awsUpstream(inner, { AWS_ENDPOINT_URL: origin }),
    config: configOf({ m: provider.target(origin) }),
  });
  await createRouter(ports)(chatEvent({ model: 'm', ...body }), sink);
  return { sink, clock, rows: ports.ledger.rows, sent: mock.seen.map(({ body: text }) => JSON.parse(text)) };
}

/** Sends the chunks one by one and closes, unless told to leave off. */
const streaming = (type: string, chunks: readonly (string | Buffer)[], end: (response: ServerResponse) => void): Answer => {
  return (response) => {
    response.writeHead(200, { 'content-type': type });
    for (const chunk of chunks) response.write(chunk);
    end(response);
  };
};
const close = (response: ServerResponse) => response.end();
const stay = () => undefined;

/** What a client reads: the events before `[DONE]`, and whether that came. */
function read(sink: RecordingSink) {
  const data = sink.text.split('\n\n').flatMap((event) => (event === '' ? [] : [event.replace(/^data: /, '')]));
  const done = data.at(-1) === '[DONE]';
  const events = (done ? data.slice(0, -1) : data).map((text) => JSON.parse(text));
  const choices = events.flatMap((event) => event.choices ?? []);
  return {
    done,
    events,
    content: choices.map(({ delta }) => delta.content ?? '').join(''),
    finish: choices.map(({ finish_reason: finish }) => finish).filter((finish) => finish !== null),
    calls: choices.flatMap(({ delta }) => delta.tool_calls ?? []),
    usage: events.at(-1)?.usage,
  };
}

/** By the status that a whole answer would have had. */
const BREAK_CODES: Readonly<Record<number, string>> = { 503: 'upstream_overloaded' };

const TOOL = { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } };
const DETAILS = { cached_tokens: 3, cache_write_tokens: 2 };
const USAGE = { prompt_tokens: 12, completion_tokens: 9, total_tokens: 21, prompt_tokens_details: DETAILS };
/** What is estimated for `hi` and `Hello.`. */
const ESTIMATE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

describe.each(PROVIDER_CASES.map((provider) => [provider.name, provider] as const))('%s', (_, provider) => {
  const usage = provider.counts ? USAGE : ESTIMATE;
  const row = provider.counts
    ? { inputTokens: 12, outputTokens: 9, usageSource: 'provider' }
    : { inputTokens: 1, outputTokens: 2, usageSource: 'estimated' };

  test('a whole answer comes in the shape of OpenAI, and its usage is recorded', async () => {
    respond = (response) => answerJson(response, 200, provider.whole);
    const { sink, rows } = await ask(provider, {});
    expect(mock.seen[0]?.url).toBe(provider.paths.whole);
    expect([sink.status, sink.headers['content-type']]).toEqual([200, 'application/json']);
    expect(sink.json).toMatchObject({
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
    });
    expect(sink.json.usage).toEqual(usage);
    expect(rows).toMatchObject([{ ...row, provider: provider.name, status: 200, partial: false }]);
  });

  test('a stream comes in the shape of OpenAI, with usage for who asks for it', async () => {
    respond = streaming(provider.streamType, provider.stream, close);
    const { sink, rows } = await ask(provider, { stream: true, stream_options: { include_usage: true } });
    expect(mock.seen[0]?.url).toBe(provider.paths.stream);
    expect([sink.status, sink.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const { done, events, content, finish } = read(sink);
    expect([done, content, finish]).toEqual([true, 'Hello.', ['stop']]);
    expect(events[0]).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ delta: { role: 'assistant' } }],
      usage: null,
    });
    expect(events.at(-1)).toMatchObject({ choices: [], usage });
    expect(rows).toMatchObject([{ ...row, stream: true, partial: false }]);
  });

  test('a stream says nothing of usage to who does not ask', async () => {
    respond = streaming(provider.streamType, provider.stream, close);
    const { sink } = await ask(provider, { stream: true });
    expect(sink.text).not.toContain('usage');
  });

  test('a stream cut anywhere into chunks reads the same', async () => {
    const bytes = Buffer.concat(provider.stream.map((chunk) => Buffer.from(chunk as string)));
    respond = async (response) => {
      response.writeHead(200, { 'content-type': provider.streamType });
      for (let at = 0; at < bytes.length; at += 7) {
        response.write(bytes.subarray(at, at + 7));
        if (at % 70 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    };
    const { sink } = await ask(provider, { stream: true });
    expect(read(sink)).toMatchObject({ done: true, content: 'Hello.' });
  });

  test('a refusal reaches the client with its message; it costs nothing and is not tried again', async () => {
    respond = (response) => answerJson(response, 400, provider.refusal);
    const { sink, rows } = await ask(provider, {});
    expect([sink.status, sink.json.error.message]).toEqual([400, 'no such thing']);
    expect(rows).toMatchObject([{ status: 400, inputTokens: 0, outputTokens: 0 }]);
  });

  test("a refusal of the platform's own credential is a 502", async () => {
    respond = (response) => answerJson(response, 403, provider.refusal);
    const { sink } = await ask(provider, {});
    expect([sink.status, sink.json.error.code]).toEqual([502, 'upstream_credential_refused']);
  });

  test('after a 429 it is tried again when the upstream says', async () => {
    respond = (response, __, count) =>
      count === 1
        ? answerJson(response, 429, provider.refusal, { 'retry-after': '2' })
        : answerJson(response, 200, provider.whole);
    mock.seen.length = 0;
    const { sink, clock, rows } = await ask(provider, {});
    expect([sink.status, clock.sleeps, rows.map(({ status }) => status)]).toEqual([200, [2_250], [429, 200]]);
  });

  test('a stream that gives up before its first word is an error with a status, after further tries', async () => {
    respond = streaming(provider.streamType, [provider.error.event], close);
    const { sink, rows } = await ask(provider, { stream: true });
    expect([sink.status, rows.length]).toEqual([provider.error.status, 3]);
    expect(sink.json.error.message).toMatch(/\S/);
  });

  test('a stream that gives up in the middle ends with an error event and no end mark', async () => {
    respond = streaming(provider.streamType, [...provider.begun, provider.error.event], close);
    const { sink, rows } = await ask(provider, { stream: true });
    const { done, events, content } = read(sink);
    expect([done, content, sink.status]).toEqual([false, 'Hel', 200]);
    const code = BREAK_CODES[provider.error.status] ?? 'upstream_interrupted';
    expect(events.at(-1)?.error).toMatchObject({ code, type: 'server_error' });
    expect(rows).toMatchObject([{ partial: true }]);
  });

  test('a stream whose connection breaks ends with an error event and no end mark', async () => {
    respond = streaming(provider.streamType, provider.begun, (response) => setTimeout(() => response.destroy(), 20));
    const { sink, rows } = await ask(provider, { stream: true });
    expect(read(sink)).toMatchObject({ done: false, content: 'Hel' });
    expect(read(sink).events.at(-1)?.error).toMatchObject({ code: 'upstream_interrupted' });
    expect(rows).toMatchObject([{ partial: true, usageSource: 'estimated' }]);
  });

  test('when the client leaves, the call is ended and what came so far is recorded', async () => {
    respond = streaming(provider.streamType, provider.begun, stay);
    const aborted = mock.aborted();
    const sink = new RecordingSink();
    sink.onWrite = () => {
      sink.leave();
      return true;
    };
    const { rows } = await ask(provider, { stream: true }, sink);
    await until(() => mock.aborted() === aborted + 1);
    expect(rows).toMatchObject([{ partial: true, usageSource: 'estimated', outputTokens: expect.any(Number) }]);
    expect(sink.text).not.toContain('error');
  });

  test('an answer that is no JSON is a 502', async () => {
    respond = (response) => response.end('<html>');
    expect((await ask(provider, {})).sink.status).toBe(502);
  });

  test('several answers at once are refused by name', async () => {
    const { sink } = await ask(provider, { n: 2 });
    expect([sink.status, sink.json.error.param, sink.json.error.code]).toEqual([400, 'n', 'unsupported_parameter']);
    expect(mock.seen).toEqual([]);
  });

  const { tool } = provider;
  if (tool === undefined) {
    test('tools are refused by name', async () => {
      const { sink } = await ask(provider, { tools: [TOOL] });
      expect([sink.status, sink.json.error.param]).toEqual([400, 'tools']);
    });
    return;
  }

  test('a tool call comes in the shape of OpenAI', async () => {
    respond = (response) => answerJson(response, 200, tool.whole);
    const { sink } = await ask(provider, { tools: [TOOL], tool_choice: 'required' });
    const [choice] = sink.json.choices;
    expect(choice.finish_reason).toBe('tool_calls');
    expect(choice.message).toMatchObject({
      content: null,
      tool_calls: [{ id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{"city":"Köln"}' } }],
    });
  });

  test('a tool call is streamed with its arguments piece by piece', async () => {
    respond = streaming(provider.streamType, tool.stream, close);
    const { sink } = await ask(provider, { stream: true, tools: [TOOL] });
    const { done, calls, finish } = read(sink);
    expect([done, finish]).toEqual([true, ['tool_calls']]);
    expect(calls).toEqual([
      { index: 0, id: 'call-1', type: 'function', function: { name: 'weather', arguments: '' } },
      { index: 0, function: { arguments: '{"city":' } },
      { index: 0, function: { arguments: '"Köln"}' } },
    ]);
  });
});

const BEDROCK = PROVIDER_CASES.find(({ name }) => name === 'bedrock') as ProviderCase;
const throttled = awsException('throttlingException', { message: 'Too many' });

test('a stream that is throttled in the middle says so as a refusal would have', async () => {
  respond = streaming(BEDROCK.streamType, [...BEDROCK.begun, throttled], close);
  const { sink } = await ask(BEDROCK, { stream: true });
  expect(read(sink).events.at(-1)?.error).toMatchObject({
    ...{ message: 'Too many', type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  });
});

test('an answer that its model broke off is none, and a stream ends with an error event', async () => {
  respond = (response) => answerJson(response, 200, { ...BEDROCK.whole, stopReason: 'malformed_tool_use' });
  const whole = await ask(BEDROCK, {});
  expect([whole.sink.status, whole.sink.json.error.message]).toEqual([502, expect.stringContaining('malformed_tool_use')]);
  // Amazon bills it all the same.
  expect(whole.rows.at(-1)).toMatchObject({ status: 502, ...{ inputTokens: 12, outputTokens: 9, usageSource: 'provider' } });
  const end = awsEvent('messageStop', { stopReason: 'malformed_model_output' });
  respond = streaming(BEDROCK.streamType, [...BEDROCK.begun, end], close);
  const { sink, rows } = await ask(BEDROCK, { stream: true });
  expect(read(sink)).toMatchObject({ done: false, content: 'Hel', finish: [] });
  expect(read(sink).events.at(-1)?.error).toMatchObject({ type: 'server_error', code: 'upstream_interrupted' });
  expect(rows.at(-1)).toMatchObject({ partial: true });
});
