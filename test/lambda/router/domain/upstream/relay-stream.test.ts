import { UpstreamFailure } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { chatEvent } from '../../support/events.ts';
import { COMPLETION, chunkEvent } from '../../support/mock-upstream.ts';
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

test.each([
  ['breaks', BROKEN],
  ['falls silent', new UpstreamFailure('stalled', 'silent')],
  ['ends too early, but properly', undefined],
])('a stream that %s ends with an error event and without [DONE]', async (_, failure) => {
  const { sink, rows } = await streamed(stream([FIRST, chunkEvent({ content: 'Hel' }), 'data: {"choices":[{"del'], failure));
  const events = sink.text.split('\n\n');
  expect(events).toHaveLength(4);
  expect(JSON.parse(events[2]?.slice('data: '.length) ?? '').error).toMatchObject({
    type: 'server_error',
    code: 'upstream_interrupted',
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
  expect(sink.text).toBe(FIRST + chunkEvent({}, 'stop').trimEnd());
  expect(rows).toMatchObject([{ partial: false }]);
});

test.each([
  ['half an event', ['data: {"ch']],
  ['nothing', []],
])('a stream that breaks after %s is tried again: the client has seen nothing yet', async (_, body) => {
  const { sink, rows } = await streamed(stream(body, BROKEN), stream([FIRST, DONE]));
  expect([sink.status, sink.text, rows.length]).toEqual([200, FIRST + DONE, 2]);
});

test('an upstream that answers a stream with JSON is passed on as JSON', async () => {
  const { sink } = await streamed(WHOLE);
  expect([sink.headers['content-type'], sink.json]).toEqual(['application/json', COMPLETION]);
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
