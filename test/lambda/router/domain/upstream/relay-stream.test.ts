import { UpstreamFailure } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { chatEvent } from '../../support/events.ts';
import { chunkEvent } from '../../support/mock-upstream.ts';
import { configOf, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { ask, BROKEN, ScriptedUpstream, type Step, TARGET, WHOLE } from '../../support/scripted-upstream.ts';

const stream = (body: readonly string[], fails?: UpstreamFailure): Step => ({
  headers: { 'content-type': 'text/event-stream' },
  body,
  ...(fails && { fails }),
});
const streamed = (...steps: Step[]) => ask(new ScriptedUpstream(...steps), chatEvent({ model: 'gpt', stream: true }));
const FIRST = chunkEvent({ role: 'assistant', content: '' });
const DONE = 'data: [DONE]\n\n';

test('a stream goes on byte for byte', async () => {
  const events = [FIRST, chunkEvent({ content: 'Hello' }), chunkEvent({}, 'stop'), DONE];
  const { sink, rows } = await streamed(stream(events));
  expect(sink.text).toBe(events.join(''));
  expect(sink.headers).toEqual({ 'x-request-id': 'request-1', 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  expect(rows).toMatchObject([{ stream: true, partial: false, outputTokens: 1, usageSource: 'estimated', firstByteMs: 0 }]);
});

test('usage that the upstream sends at the end is recorded', async () => {
  const usage = 'data: {"choices":[],"model":"m","usage":{"prompt_tokens":3,"completion_tokens":44}}\n\n';
  const { rows } = await streamed(stream([FIRST, usage, DONE]));
  expect(rows).toMatchObject([{ inputTokens: 3, outputTokens: 44, usageSource: 'provider', partial: false }]);
});

test('usage before a large event is recorded', async () => {
  const usage = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":44}}\n\n';
  const { rows } = await streamed(stream([FIRST, usage, chunkEvent({ content: 'x'.repeat(9_000) }), DONE]));
  expect(rows).toMatchObject([{ inputTokens: 3, outputTokens: 44, usageSource: 'provider' }]);
});

test('a key that the upstream repeats in the middle of a stream is struck out', async () => {
  const told = 'data: {"error":{"message":"wrong key: value-of-openai/api-key","code":500}}\n\n';
  const upstream = new ScriptedUpstream(stream([FIRST, chunkEvent({ content: 'Hel' }), told]));
  const { sink, calls } = await ask(upstream, chatEvent({ model: 'gpt', stream: true }), {
    apiKey: { secret: 'openai/api-key' },
  });
  expect(calls[0]?.headers.authorization).toBe('Bearer value-of-openai/api-key');
  expect(sink.text).toContain('wrong key: [credential]');
  expect(sink.text).not.toContain('value-of');
});

test.each([
  ['breaks', BROKEN, 'upstream_interrupted'],
  ['falls silent', new UpstreamFailure('stalled', 'silent'), 'upstream_timeout'],
  ['meets the end of the server', new UpstreamFailure('stopped', 'the platform stopped'), 'server_stopping'],
  ['ends too early, but properly', undefined, 'upstream_interrupted'],
])('a stream that %s ends with an error event and without [DONE]', async (_, failure, code) => {
  const { sink, rows } = await streamed(stream([FIRST, chunkEvent({ content: 'Hel' }), 'data: {"choices":[{"del'], failure));
  const events = sink.text.split('\n\n');
  expect(events).toHaveLength(4);
  expect(JSON.parse(events[2]?.slice('data: '.length) ?? '').error).toMatchObject({
    type: 'server_error',
    code,
  });
  expect(sink.text).not.toMatch(/\[DONE\]|"del\b/);
  expect(rows).toMatchObject([{ partial: true, outputTokens: 2, usageSource: 'estimated', status: 200 }]);
});

test('a stream that breaks after [DONE] is whole', async () => {
  const { sink, rows } = await streamed(stream([FIRST, DONE], BROKEN));
  expect(sink.text).toBe(FIRST + DONE);
  expect(rows).toMatchObject([{ partial: false }]);
});

test('a server without an end mark is believed when it says why the text stopped', async () => {
  const { sink, rows } = await streamed(stream([FIRST, chunkEvent({}, 'stop').trimEnd()]));
  expect(sink.text).toBe(FIRST + chunkEvent({}, 'stop') + DONE);
  expect(rows).toMatchObject([{ partial: false }]);
});

test.each([
  ['half an event', ['data: {"ch']],
  ['nothing', []],
])('a stream that breaks after %s is tried again: the client has seen nothing yet', async (_, body) => {
  const { sink, rows } = await streamed(stream(body, BROKEN), stream([FIRST, DONE]));
  expect([sink.status, sink.text, rows.length]).toEqual([200, FIRST + DONE, 2]);
});

test.each([
  ['a whole answer', WHOLE],
  ['HTML', { headers: { 'content-type': 'text/html' }, body: ['<html>'] }],
  ['no events', stream(['<html>'])],
  ['the end mark alone', stream([DONE])],
  ['an event that is no JSON object', stream(['data: {not json\n\n', DONE])],
])('%s is no stream: it is tried again', async (_, step) => {
  const { sink, rows } = await streamed(step, stream([FIRST, chunkEvent({ content: 'a' }), DONE]));
  expect([sink.status, sink.text]).toEqual([200, FIRST + chunkEvent({ content: 'a' }) + DONE]);
  expect(rows).toMatchObject([
    { attempt: 1, status: 502 },
    { attempt: 2, status: 200, partial: false },
  ]);
});

test("an error instead of a stream is the upstream's error", async () => {
  const { sink } = await streamed({ body: ['{"error":{"message":"no","code":400}}'] });
  expect([sink.status, sink.json.error.message]).toEqual([400, 'no']);
});

test('what is no JSON before the first token ends a stream that has begun with an error', async () => {
  const { sink, rows } = await streamed(stream([FIRST, 'data: {not json\n\n', DONE]));
  expect(sink.text.startsWith(`${FIRST}data: {"error":`)).toBe(true);
  expect(sink.text).not.toMatch(/not json|DONE/);
  expect(rows).toMatchObject([{ partial: true }]);
});

test.each([
  ['the end mark', [chunkEvent({}, 'stop')]],
  ['the blank line of its end mark', [chunkEvent({}, 'stop'), 'data: [DONE]']],
  ['the blank line of its last event', [chunkEvent({}, 'stop').trimEnd()]],
])('a whole stream without %s ends with it all the same', async (_, last) => {
  const { sink, rows } = await streamed(stream([FIRST, ...last]));
  expect(sink.text).toBe(FIRST + chunkEvent({}, 'stop') + DONE);
  expect(rows).toMatchObject([{ partial: false }]);
});

test('half an event at the end of a whole stream is left out', async () => {
  const { sink } = await streamed(stream([FIRST, chunkEvent({}, 'stop'), 'data: {"cho']));
  expect(sink.text).toBe(FIRST + chunkEvent({}, 'stop') + DONE);
});

test.each([
  ['in the same chunk', [DONE + chunkEvent({ content: 'MORE' })]],
  ['later', [DONE, chunkEvent({ content: 'MORE' })]],
])('what comes after [DONE] is not passed on: %s', async (_, last) => {
  const { sink, rows } = await streamed(stream([FIRST, ...last]));
  expect(sink.text).toBe(FIRST + DONE);
  expect(rows).toMatchObject([{ partial: false }]);
});

test.each([
  ['and its end', []],
  ['and an end mark', [DONE]],
])("an upstream's own error in the middle, %s, is the only one and ends the stream", async (_, last) => {
  const error = 'data: {"error":{"message":"kaput"}}\n\n';
  const { sink, rows, lines } = await streamed(stream([FIRST, chunkEvent({ content: 'a' }), error, ...last]));
  expect(sink.text).toBe(FIRST + chunkEvent({ content: 'a' }) + error);
  expect(rows).toMatchObject([{ partial: true, status: 200 }]);
  expect(lines.at(-1)?.fields.failure).toBe('broken: the upstream reported an error');
});

test('an error that breaks off is replaced by one of ours', async () => {
  const { sink } = await streamed(stream([FIRST, chunkEvent({ content: 'a' }), 'data: {"error":{"message":"kaput"}}']));
  expect(sink.text.match(/"error"/g)).toHaveLength(1);
  expect(sink.text).toContain('upstream_interrupted');
});

const USAGE = 'data: {"choices":[],"model":"m","usage":{"prompt_tokens":3,"completion_tokens":44}}\n\n';

test('usage is asked for, recorded, and kept from a client that did not ask', async () => {
  const events = [FIRST, chunkEvent({ content: 'a' }), chunkEvent({}, 'stop') + USAGE + DONE];
  const { sink, calls, rows } = await streamed(stream(events));
  expect(calls[0]?.body).toBe(
    '{"messages":[{"role":"user","content":"hi"}],"model":"gpt","stream":true,"stream_options":{"include_usage":true}}',
  );
  expect(sink.text).toBe(FIRST + chunkEvent({ content: 'a' }) + chunkEvent({}, 'stop') + DONE);
  expect(rows).toMatchObject([{ inputTokens: 3, outputTokens: 44, usageSource: 'provider' }]);
});

test('a client that asks for usage gets it, and its request as it wrote it', async () => {
  const event = chatEvent({ model: 'gpt', stream: true, stream_options: { include_usage: true } });
  const { sink, calls } = await ask(new ScriptedUpstream(stream([FIRST, USAGE, DONE])), event);
  expect([sink.text, calls[0]?.body]).toEqual([FIRST + USAGE + DONE, event.body]);
});

test.each([400, 422])('a server that refuses to be asked for usage with %i is asked without', async (status) => {
  const refusal = { status, body: ['{"detail":[{"loc":["body","stream_options"],"msg":"extra"}]}'] };
  const { sink, calls, rows, clock } = await streamed(refusal, stream([FIRST, DONE]));
  expect([sink.text, clock.sleeps]).toEqual([FIRST + DONE, []]);
  expect(calls[1]?.body).not.toContain('stream_options');
  expect(rows).toMatchObject([
    { status, inputTokens: 0 },
    { status: 200, usageSource: 'estimated' },
  ]);
});

test('the upstream is asked for no more while the client is slow', async () => {
  const upstream = new ScriptedUpstream(stream([FIRST, chunkEvent({ content: 'a' }), DONE]));
  const ports = testPorts({ upstream, config: configOf({ gpt: TARGET }) });
  const sink = new RecordingSink();
  const gate: { open?: () => void } = {};
  sink.draining = new Promise((resolve) => {
    gate.open = resolve;
  });
  sink.onWrite = () => false;
  const answered = createRouter(ports)(chatEvent({ model: 'gpt', stream: true }), sink);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(sink.chunks).toHaveLength(1);
  gate.open?.();
  await answered;
  expect(sink.chunks).toHaveLength(3);
});
