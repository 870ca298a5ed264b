import fc from 'fast-check';
import { withoutMarks } from '../../../../../lambda/common/watermark/mark.ts';
import { verifyWatermark } from '../../../../../lambda/common/watermark/verify.ts';
import { keyedMarker } from '../../../../../lambda/router/adapters/keyed-watermark.ts';
import type { TenantModeration } from '../../../../../lambda/router/contract/moderation.ts';
import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import type { RouterPorts } from '../../../../../lambda/router/domain/ports.ts';
import type { Watermark } from '../../../../../lambda/router/domain/watermark/marker.ts';
import { report } from '../../../../../tools/watermark/report.ts';
import { ask } from '../../support/ask.ts';
import { apiEvent, chatEvent } from '../../support/events.ts';
import { MemorySessions } from '../../support/memory-sessions.ts';
import { SkippingClock } from '../../support/ports.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

const SECRET = 'a secret of more than thirty-two characters';
const KEY = Buffer.from(SECRET);
const SENTENCE = 'The quick brown fox jumps over the lazy dog near the old river bank. ';
const PROSE = SENTENCE.repeat(9).trim();

const WATERMARK: Watermark = { ready: () => keyedMarker(async () => SECRET) };
const MARKED: TenantModeration = { watermark: true, whenUnavailable: 'refuse', streamWindow: 64 };

const configuration = (settings: Partial<TenantModeration>, own: Partial<RouterConfig> = {}): RouterPorts['config'] => ({
  current: async () => ({
    version: 1,
    models: { gpt: { kind: 'openai', baseUrl: 'http://up/v1' } },
    moderation: { tenants: { research: { ...MARKED, ...settings } } },
    ...own,
  }),
  refresh: async () => undefined,
});

const marked = (upstream: ScriptedUpstream, settings: Partial<TenantModeration> = {}, own: Partial<RouterConfig> = {}) => ({
  ...{ config: configuration(settings, own), watermark: WATERMARK, clock: new SkippingClock(), upstream },
});

const message = (content: string | null, more: object = {}) => ({
  body: [
    JSON.stringify({
      ...{ id: 'c', object: 'chat.completion', created: 1, model: 'gpt' },
      choices: [{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: 'stop' }],
    }),
  ],
});

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const stream = (pieces: readonly string[]) => ({
  headers: { 'content-type': 'text/event-stream' },
  body: [...pieces.map((content) => chunk({ content })), chunk({}, 'stop'), 'data: [DONE]\n\n'],
});

/** The text of a stream whose every event can be read. */
const textIn = (events: string): string =>
  events
    .trim()
    .split('\n\n')
    .filter((event) => event !== 'data: [DONE]')
    .map((event) => JSON.parse(event.slice('data: '.length)).choices[0].delta.content ?? '')
    .join('');

const question = (more: object = {}) => chatEvent({ model: 'gpt', ...more });

test('an answer says which tenant it was for and on which day, and is the same without its marks', async () => {
  const { sink } = await ask(question(), marked(new ScriptedUpstream(message(PROSE))));
  const text = sink.json.choices[0].message.content;
  expect(report(text, KEY, ['sales', 'research'])).toEqual({
    marks: [
      { at: 68, date: '2026-01-02', tenant: 'research' },
      { at: expect.any(Number), date: '2026-01-02', tenant: 'research' },
      // The last sentence, so that its end can be told too.
      { at: PROSE.length + 2 * 32, date: '2026-01-02', tenant: 'research' },
    ],
    unknown: 0,
  });
  expect(withoutMarks(text)).toBe(PROSE);
});

test('a stream has the same marks, however it is cut; every chunk of it can be read', async () => {
  const whole = (await ask(question(), marked(new ScriptedUpstream(message(PROSE))))).sink.json.choices[0].message.content;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), async (lengths) => {
      const pieces: string[] = [];
      let rest = PROSE;
      for (const length of lengths) {
        pieces.push(rest.slice(0, length));
        rest = rest.slice(length);
      }
      const { sink } = await ask(question({ stream: true }), marked(new ScriptedUpstream(stream([...pieces, rest]))));
      expect(textIn(sink.text)).toBe(whole);
      expect(sink.text.endsWith('data: [DONE]\n\n')).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test.each([
  ['/v1/messages', { max_tokens: 99, messages: [{ role: 'user', content: 'hi' }] }, (json: Reply) => json.content?.[0]?.text],
  ['/v1/responses', { input: 'hi' }, (json: Reply) => json.output?.[0]?.content[0]?.text],
] as const)('an answer at %s is marked', async (path, body, textOf) => {
  const { sink } = await ask(apiEvent('POST', path, { model: 'gpt', ...body }), marked(new ScriptedUpstream(message(PROSE))));
  expect(verifyWatermark(textOf(sink.json) ?? '', KEY)).toMatchObject({ marks: [{ at: 68 }, {}, {}], unknown: 0 });
});

interface Reply {
  readonly content?: readonly { readonly text: string }[];
  readonly output?: readonly { readonly content: readonly { readonly text: string }[] }[];
}

test.each([
  ['json_object', { type: 'json_object' }],
  ['json_schema', { type: 'json_schema', json_schema: { name: 'a', schema: {} } }],
])('an answer that was asked for as %s is never changed, prose or not', async (_, format) => {
  const answer = message(PROSE);
  const { sink } = await ask(question({ response_format: format }), marked(new ScriptedUpstream(answer)));
  expect(sink.text).toBe(answer.body[0]);
});

test('what tools are called with is never changed', async () => {
  const calls = [{ id: 'c1', type: 'function', function: { name: 'write', arguments: JSON.stringify({ text: PROSE }) } }];
  const answer = message(null, { tool_calls: calls });
  const { sink } = await ask(question(), marked(new ScriptedUpstream(answer)));
  expect(sink.text).toBe(answer.body[0]);
});

test('code is never changed, in a stream neither', async () => {
  const code = `\`\`\`ts\n${'const a = b. \nc! d? '.repeat(30)}\n\`\`\``;
  const { sink } = await ask(question({ stream: true }), marked(new ScriptedUpstream(stream(code.match(/[\s\S]{1,7}/g) ?? []))));
  expect(textIn(sink.text)).toBe(code);
});

test('an answer from the cache is marked once, with the day on which it is given', async () => {
  const upstream = new ScriptedUpstream(message(PROSE));
  const ports = marked(
    upstream,
    {},
    { cache: { research: { ttlSeconds: 90_000, maxEntryBytes: 100_000, shareAcrossUsers: false } } },
  );
  const { cache } = (await ask(question(), ports)).ports;
  ports.clock.advance(20 * 3_600_000);
  ports.clock.advance(3_600_000);
  const { sink } = await ask(question(), { ...ports, cache });
  expect([sink.headers['x-cache'], upstream.calls.length]).toEqual(['hit', 1]);
  const { marks, unknown } = report(sink.json.choices[0].message.content, KEY, ['research']);
  expect([marks.map(({ date }) => date), unknown]).toEqual([['2026-01-03', '2026-01-03', '2026-01-03'], 0]);
});

test('a model never reads marks: neither those that a client sends back nor those of a session', async () => {
  const first = await ask(question(), marked(new ScriptedUpstream(message(PROSE))));
  const text = first.sink.json.choices[0].message.content as string;
  const upstream = new ScriptedUpstream(message(PROSE), message('Yes.'));
  const sessions = { research: { maxTokens: 8_000, ttlSeconds: 60 } };
  const ports = { ...marked(upstream, {}, { sessions }), sessions: new MemorySessions() };
  const history = [
    { role: 'assistant', content: text },
    { role: 'user', content: [{ type: 'text', text: `You said: ${text}` }] },
  ];
  const options = { headers: { 'x-session-id': 's1' } };
  await ask(chatEvent({ model: 'gpt', messages: history }, options), ports);
  await ask(chatEvent({ model: 'gpt', messages: [{ role: 'user', content: 'really?' }] }, options), ports);
  expect(upstream.calls).toHaveLength(2);
  for (const { body } of upstream.calls) expect(body).not.toMatch(/[\u2061-\u2064]/);
  expect(upstream.calls[1]?.body).toContain(SENTENCE);
});

test('a few invisible operators of a formula are no mark and stay in the prompt', async () => {
  const upstream = new ScriptedUpstream(message('Yes.'));
  const event = question({ messages: [{ role: 'user', content: 'f\u2061(x) is 2\u2062x' }] });
  await ask(event, marked(upstream));
  expect(upstream.calls[0]?.body).toBe(event.body);
});

test("another tenant's answers are not marked", async () => {
  const answer = message(PROSE);
  const config = configuration({}, { moderation: { tenants: { sales: MARKED } } });
  const { sink } = await ask(question(), { ...marked(new ScriptedUpstream(answer)), config });
  expect(sink.text).toBe(answer.body[0]);
});

test.each([
  ['refuse', 503, 'error'],
  ['allow', 200, 'warn'],
] as const)('without a key, %s', async (whenUnavailable, status, level) => {
  const broken: Watermark = { ready: () => Promise.reject(new Error('the key is gone')) };
  const { sink, lines } = await ask(question(), {
    ...marked(new ScriptedUpstream(message(PROSE)), { whenUnavailable }),
    watermark: broken,
  });
  expect(sink.status).toBe(status);
  expect(lines[0]).toMatchObject({
    level,
    message: 'watermark unavailable',
    fields: { error: 'the key is gone', tenant: 'research' },
  });
});
