import type { TranslatedTarget } from '../../../../../lambda/router/contract/targets.ts';
import type { Upstream } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { apiEvent, chatEvent } from '../../support/events.ts';
import { configOf, SkippingClock, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { BROKEN, ScriptedUpstream, type Step } from '../../support/scripted-upstream.ts';

const ANTHROPIC: TranslatedTarget = { kind: 'anthropic', baseUrl: 'https://a.example', apiKey: { secret: 'a/key' } };
const BEDROCK: TranslatedTarget = { kind: 'bedrock', modelId: 'amazon.nova-lite-v1:0' };
const EVENTS = { 'content-type': 'text/event-stream' };

const delta = (text: string) =>
  `data: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}\n\n`;
const failing = (message: string) =>
  `data: ${JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message } })}\n\n`;
const STOPPED = `data: ${JSON.stringify({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } })}\n\n`;

async function ask(target: TranslatedTarget, steps: readonly Step[], event: unknown = chatEvent({ model: 'm', stream: true })) {
  const ports = testPorts({
    upstream: new ScriptedUpstream(...steps),
    clock: new SkippingClock(),
    config: configOf({ m: target }),
  });
  const sink = new RecordingSink();
  await createRouter(ports)(event, sink);
  return { sink, rows: ports.ledger.rows, lines: ports.lines };
}

test('an overloaded Anthropic is asked again, and is a 503 to the client and a 529 in the ledger', async () => {
  const { sink, rows } = await ask(ANTHROPIC, [{ status: 529 }, { status: 529 }, { status: 529 }]);
  expect([sink.status, rows.map(({ status }) => status)]).toEqual([503, [529, 529, 529]]);
});

test("a model that fails behind Bedrock's door is a 502", async () => {
  expect((await ask(BEDROCK, [{ status: 424, body: ['{"message":"it failed"}'] }])).sink).toMatchObject({ status: 502 });
});

test('a stream that fails before its first word is replaced by the next attempt', async () => {
  const { sink, rows } = await ask(ANTHROPIC, [
    { headers: EVENTS, body: [failing('busy')] },
    { headers: EVENTS, body: [delta('Hi'), STOPPED] },
  ]);
  expect([sink.status, rows.map(({ status }) => status)]).toEqual([200, [529, 200]]);
  expect(sink.text).toContain('"content":"Hi"');
});

test('a credential that the upstream repeats in the middle of a stream is struck out', async () => {
  const { sink, lines } = await ask(ANTHROPIC, [{ headers: EVENTS, body: [delta('Hi'), failing('bad value-of-a/key')] }]);
  expect(sink.text).toContain('bad [credential]');
  expect(sink.text).not.toContain('value-of-a/key');
  expect(lines.at(-1)?.fields).toMatchObject({ failure: 'broken: gave up with status 529', partial: true });
});

test('a stream that says why it stops and is closed is whole, one that breaks then is not', async () => {
  const body = [delta('Hi'), STOPPED];
  expect((await ask(ANTHROPIC, [{ headers: EVENTS, body }])).sink.text).toMatch(/data: \[DONE\]\n\n$/);
  const { sink, rows } = await ask(ANTHROPIC, [{ headers: EVENTS, body, fails: BROKEN }]);
  expect(sink.text).not.toContain('[DONE]');
  expect(rows).toMatchObject([{ partial: true }]);
});

test('a stream that ends without a word is tried again, then a 502', async () => {
  const empty: Step = { headers: EVENTS, body: [': nothing\n\n'] };
  const { sink, rows } = await ask(ANTHROPIC, [empty, empty, empty]);
  expect([sink.status, rows.length]).toEqual([502, 3]);
});

test('an event that is no JSON breaks the stream', async () => {
  const { sink } = await ask(ANTHROPIC, [{ headers: EVENTS, body: [delta('Hi'), 'data: {\n\n'] }]);
  expect(sink.text).toContain('upstream_interrupted');
});

test('asked for embeddings, it is refused as a model for chats', async () => {
  const event = apiEvent('POST', '/v1/embeddings', { model: 'm', input: 'x' });
  const { sink } = await ask(BEDROCK, [], event);
  expect([sink.status, sink.json.error.param]).toEqual([400, 'model']);
});

test('an answer without a word and without a reason to stop is none', async () => {
  const words = { type: 'message', content: [], stop_reason: 'end_turn', usage: { input_tokens: 1, output_tokens: 1 } };
  const { sink, rows } = await ask(ANTHROPIC, [{ body: ['{}'] }, { body: [JSON.stringify(words)] }], chatEvent({ model: 'm' }));
  expect([sink.status, sink.json.choices[0].message.content]).toEqual([200, '']);
  expect(rows.map(({ status }) => status)).toEqual([502, 200]);
});

test.each([
  ['a whole answer to who wants a stream', true, { body: ['{"content":[{"type":"text","text":"a"}]}'] }],
  ['a stream to who wants a whole answer', false, { headers: EVENTS, body: [delta('Hi'), STOPPED] }],
])('%s is none', async (_, stream, step) => {
  const { sink, rows } = await ask(ANTHROPIC, [step, step, step], chatEvent({ model: 'm', stream }));
  expect([sink.status, sink.json.error.code]).toEqual([502, 'upstream_interrupted']);
  expect(rows.map(({ status }) => status)).toEqual([502, 502, 502]);
});

test('the upstream is told the id of the request', async () => {
  const upstream = new ScriptedUpstream({ headers: EVENTS, body: [delta('Hi'), STOPPED] });
  await createRouter(testPorts({ upstream, config: configOf({ m: ANTHROPIC }) }))(
    chatEvent({ model: 'm', stream: true }),
    new RecordingSink(),
  );
  expect(upstream.calls[0]?.headers).toMatchObject({ 'x-request-id': 'request-1' });
});

const sse = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const begins = (content_block: object) => sse({ type: 'content_block_start', index: 0, content_block });
const PING = sse({ type: 'ping' });
const CLOSED = sse({ type: 'content_block_stop', index: 0 });

test.each([
  ['a thought', { type: 'thinking', thinking: '', signature: '' }, [true, true, true]],
  ['a tool call', { type: 'tool_use', id: 'a', name: 'look', input: {} }, [true, true, true]],
  ['a text', { type: 'text', text: '' }, [false, false, false]],
])('while %s is under way, pings are signs of life or are not', async (_, block, signs) => {
  const events = [PING, begins(block), PING, PING, CLOSED, PING];
  const seen: (boolean | undefined)[] = [];
  const upstream: Upstream = {
    send: async () => ({
      ...{ status: 200, headers: EVENTS },
      read: async (consume, said) => {
        for (const event of events) {
          await consume(Buffer.from(event));
          seen.push(said?.());
        }
        await consume(Buffer.from(STOPPED));
      },
    }),
  };
  const ports = testPorts({ upstream, config: configOf({ m: ANTHROPIC }) });
  await createRouter(ports)(chatEvent({ model: 'm', stream: true }), new RecordingSink());
  expect(seen).toEqual([false, ...signs, false, false]);
});
