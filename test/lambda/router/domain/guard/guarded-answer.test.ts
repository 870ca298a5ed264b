import fc from 'fast-check';
import type { TenantModeration } from '../../../../../lambda/router/contract/moderation.ts';
import { eventsIn } from '../../../../../lambda/router/domain/upstream/sse.ts';
import { ask } from '../../support/ask.ts';
import { apiEvent, chatEvent } from '../../support/events.ts';
import { MODERATOR, POLICY } from '../../support/moderator.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

// Wherever an answer has text, the judge sees it, or the client does not.

const CARD = '4111111111111111';
const TEXT = `Pay with ${CARD} today.`;
const MASKED = 'Pay with ⟨CARD⟩ today.';
const moderation: { readonly default: TenantModeration } = {
  default: { output: POLICY, whenUnavailable: 'refuse', streamWindow: 32 },
};
const PORTS = {
  config: {
    current: async () => ({
      version: 1 as const,
      models: { gpt: { kind: 'openai' as const, baseUrl: 'http://up/v1' } },
      moderation,
    }),
    refresh: async () => undefined,
  },
  moderator: MODERATOR,
};

const message = { role: 'assistant', content: 'Hi.' };
const completion = (choices: readonly unknown[], more: object = {}) => ({ id: 'c', object: 'chat.completion', choices, ...more });
const answering = (said: object, more: object = {}) =>
  completion([{ index: 0, message: { ...message, ...said }, finish_reason: 'stop', ...more }]);
const chunk = (delta: unknown, more: object = {}) => completion([{ index: 0, delta, finish_reason: null, ...more }]);
const streamOf = (chunks: readonly object[]) => ({
  headers: { 'content-type': 'text/event-stream' },
  body: [...chunks.map((each) => `data: ${JSON.stringify(each)}\n\n`), 'data: [DONE]\n\n'],
});
const END = chunk({}, { finish_reason: 'stop' });
/** As a server cuts a text. */
const cut = (text: string): readonly string[] => text.match(/[\s\S]{1,5}/g) ?? [];

const whole = async (answer: object, path = '/v1/chat/completions') =>
  (await ask(requestTo(path, {}), { ...PORTS, upstream: new ScriptedUpstream({ body: [JSON.stringify(answer)] }) })).sink;
const streamed = async (chunks: readonly object[], path = '/v1/chat/completions') =>
  (await ask(requestTo(path, { stream: true }), { ...PORTS, upstream: new ScriptedUpstream(streamOf(chunks)) })).sink;
const requestTo = (path: string, more: object) =>
  path === '/v1/chat/completions'
    ? chatEvent({ model: 'gpt', ...more })
    : apiEvent('POST', path, { model: 'gpt', input: 'hi', ...more });

/** What a client puts together of a member of the deltas. */
const heard = (stream: string, of: (delta: Readonly<Record<string, unknown>>) => unknown): string =>
  eventsIn(stream)
    .filter(({ data }) => data !== '[DONE]')
    .flatMap(({ data }) => JSON.parse(data).choices)
    .map(({ delta }) => of(delta) ?? '')
    .join('');

test.each(['content', 'reasoning_content', 'reasoning', 'refusal'])('%s is judged, whole and in a stream', async (member) => {
  const answered = await whole(answering({ [member]: TEXT }));
  expect(answered.json.choices[0].message).toEqual({ ...message, [member]: MASKED });
  expect(answered.headers['x-moderation']).toBe('masked');
  const stream = await streamed([...cut(TEXT).map((piece) => chunk({ [member]: piece })), END]);
  expect(heard(stream.text, (delta) => delta[member])).toBe(MASKED);
  expect(stream.text.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('of several choices each is judged', async () => {
  const answered = await whole(
    completion([
      { index: 0, message, finish_reason: 'stop' },
      { index: 1, message: { ...message, content: TEXT, reasoning: TEXT }, finish_reason: 'stop' },
    ]),
  );
  expect(answered.json.choices[1].message).toEqual({ ...message, content: MASKED, reasoning: MASKED });
  const stream = await streamed(cut(TEXT).map((content) => completion([{ index: 1, delta: { content }, finish_reason: null }])));
  expect(heard(stream.text, ({ content }) => content)).toBe(MASKED);
});

test('thoughts that end where the text begins come before it', async () => {
  const stream = await streamed([
    ...cut(TEXT).map((piece) => chunk({ reasoning_content: piece })),
    ...cut(TEXT).map((content) => chunk({ content })),
    END,
  ]);
  const first = eventsIn(stream.text).findIndex(({ data }) => data.includes('"content":"'));
  const before = eventsIn(stream.text).slice(0, first + 1);
  expect(before.map(({ data }) => JSON.parse(data).choices[0].delta.reasoning_content ?? '').join('')).toBe(MASKED);
  expect(heard(stream.text, ({ content }) => content)).toBe(MASKED);
});

test('thoughts of a server that gives no reason to stop are sent before the end mark', async () => {
  const stream = await streamed(cut(TEXT).map((reasoning) => chunk({ reasoning })));
  expect(heard(stream.text, ({ reasoning }) => reasoning)).toBe(MASKED);
});

const PARTS = [
  { type: 'thinking', thinking: [{ type: 'text', text: TEXT }] },
  { type: 'text', text: TEXT },
  { type: 'reference', reference_ids: [1] },
];

test("content in parts, as Mistral's models answer, becomes texts that are judged", async () => {
  const answered = await whole(answering({ content: PARTS }));
  expect(answered.json.choices[0].message).toEqual({ role: 'assistant', content: MASKED, reasoning_content: MASKED });
  const thinking = cut(TEXT).map((text) => chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] }));
  const stream = await streamed([...thinking, ...cut(TEXT).map((text) => chunk({ content: [{ type: 'text', text }] })), END]);
  expect(heard(stream.text, ({ content }) => content)).toBe(MASKED);
  expect(heard(stream.text, ({ reasoning_content }) => reasoning_content)).toBe(MASKED);
});

test('so do they in other APIs', async () => {
  const answered = await whole(answering({ content: PARTS }), '/v1/responses');
  expect(answered.json.output.map(({ content }: { content: { text: string }[] }) => content[0]?.text)).toEqual([MASKED, MASKED]);
  const stream = await streamed([chunk({ content: PARTS }), END], '/v1/responses');
  expect(stream.text).toContain(MASKED);
  expect(stream.text).not.toContain(CARD);
});

test.each<[string, object]>([
  ['a part that is no text', { content: [{ type: 'image_url', image_url: { url: `data:,${CARD}` } }] }],
  ['a part that is not known', { content: [{ type: 'x', text: CARD }] }],
  ['thoughts that are no text', { content: [{ type: 'thinking', thinking: [{ type: 'x', x: CARD }] }] }],
  ['content that is an object', { content: { text: CARD } }],
  ['sound', { audio: { id: 'a', data: 'AAAA', transcript: CARD } }],
  ['pictures', { images: [{ type: 'image_url', image_url: { url: `data:,${CARD}` } }] }],
])('an answer with %s is refused, as nobody can judge it', async (_, said) => {
  const answered = await whole(answering(said));
  expect([answered.status, answered.json.error.code]).toEqual([502, 'upstream_invalid_answer']);
  const stream = await streamed([chunk({ content: 'Well. '.repeat(60) }), chunk(said), END]);
  expect([stream.status, JSON.parse(eventsIn(stream.text).at(-1)?.data ?? '').error.code]).toEqual([
    200,
    'upstream_invalid_answer',
  ]);
  expect(answered.text + stream.text).not.toContain(CARD);
});

test.each<[string, unknown]>([
  ['a choice that is a text', TEXT],
  ['a message that is a text', { index: 0, message: TEXT, delta: TEXT, finish_reason: 'stop' }],
])('%s is no chat completion', async (_, choice) => {
  expect([(await whole(completion([choice]))).status, (await streamed([completion([choice])])).status]).toEqual([502, 502]);
});

test('an answer without choices says nothing', async () => {
  expect((await whole({ choices: [], text: TEXT })).text).not.toContain(CARD);
});

const DELTA_OR_MESSAGE: readonly (readonly [string, object])[] = [
  ['a member that is not known', { thinking: TEXT }],
  ['one that is a list', { reasoning_details: [{ type: 'reasoning.text', text: TEXT }] }],
  ['thoughts that are no text', { reasoning: { text: TEXT } }],
  ['a citation', { annotations: [{ type: 'url_citation', url_citation: { title: TEXT, url: 'https://x' } }] }],
  ["Claude's thoughts", { thinking_blocks: [{ type: 'thinking', thinking: TEXT, signature: 's' }] }],
  ['a call with something else', { tool_calls: [{ index: 0, id: 'a', note: TEXT, function: { name: 'f', arguments: '{}' } }] }],
  ['a function with something else', { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{}', x: TEXT } }] }],
  ['a call with something sealed', { tool_calls: [{ index: 0, id: 'a', extra_content: { google: { thought: TEXT } } }] }],
  ['calls that are none', { tool_calls: { text: TEXT } }],
  ['arguments that are no text', { tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: { to: TEXT } } }] }],
  ["a custom tool's input", { tool_calls: [{ index: 0, id: 'a', type: 'custom', custom: { name: 'f', input: TEXT } }] }],
  ['a function call of old', { function_call: { name: 'f', arguments: `{"to":"${TEXT}"}` } }],
];
const CHOICE: readonly (readonly [string, object])[] = [
  ['text beside the message', { text: TEXT }],
  ['tokens', { logprobs: { content: [{ token: CARD, logprob: -0.1, top_logprobs: [{ token: CARD }] }] } }],
  ['a message in a chunk, a delta in a whole answer', { message: { content: TEXT }, delta: { content: TEXT } }],
  ['a member of the choice that is not known', { prompt_logprobs: [{ decoded_token: CARD }] }],
];
const ANSWER: readonly (readonly [string, object])[] = [
  ['a member of the answer that is not known', { output_text: TEXT }],
  ['sources', { citations: [`https://x/${CARD}`, 'https://y'], search_results: [{ title: TEXT }] }],
];

test.each(DELTA_OR_MESSAGE)('what the policy masks goes out in no other member: %s', async (_, said) => {
  const answered = await whole(answering(said));
  const stream = await streamed([chunk({ content: 'Hi.' }), chunk(said), END]);
  expect([answered.status, stream.status]).toEqual([200, 200]);
  expect(answered.text + stream.text).not.toContain(CARD);
  expect(stream.text.endsWith('data: [DONE]\n\n')).toBe(true);
});

test.each(CHOICE)('nor beside the message: %s', async (_, more) => {
  const { message: ours, delta, ...others } = { message, delta: { content: 'Hi.' }, ...more };
  const answered = await whole(completion([{ index: 0, finish_reason: 'stop', ...others, delta, message }]));
  const stream = await streamed([completion([{ index: 0, ...others, message: ours, delta: { content: 'Hi.' } }]), END]);
  expect(answered.text + stream.text).not.toContain(CARD);
  expect(answered.json.choices[0].message).toEqual(message);
  expect(heard(stream.text, ({ content }) => content)).toBe('Hi.');
});

test.each(ANSWER)('nor beside the choices: %s', async (_, more) => {
  const answered = await whole({ ...answering({}), ...more });
  const stream = await streamed([{ ...chunk({ content: 'Hi.' }), ...more }, { id: 'c', ...more }, END]);
  expect(answered.text + stream.text).not.toContain(CARD);
  expect(answered.json.choices[0].message).toEqual(message);
});

test('arguments of any kind are judged, cut as they may be', async () => {
  const json = JSON.stringify({ to: TEXT });
  const calls = ['function', 'custom'].map((type, index) => ({
    ...{ index, id: `call-${index}`, type },
    [type]: { name: 'f', [type === 'function' ? 'arguments' : 'input']: '' },
  }));
  const pieces = cut(json).flatMap((piece) => [
    chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] }),
    chunk({ tool_calls: [{ index: 1, custom: { input: piece } }] }),
  ]);
  const stream = await streamed([chunk({ tool_calls: calls }), ...pieces, chunk({}, { finish_reason: 'tool_calls' })]);
  const argumentsOf = (wanted: number) =>
    heard(stream.text, ({ tool_calls: calls }) =>
      (calls as readonly Called[] | undefined)
        ?.filter(({ index }) => index === wanted)
        .map((call) => call.function?.arguments ?? call.custom?.input ?? '')
        .join(''),
    );
  expect([0, 1].map(argumentsOf)).toEqual([json.replace(TEXT, MASKED), json.replace(TEXT, MASKED)]);
});

interface Called {
  readonly index: number;
  readonly function?: { readonly arguments: string };
  readonly custom?: { readonly input: string };
}

test('wherever a stream is cut, its client gets what a whole answer has', async () => {
  const members = ['reasoning_content', 'content'] as const;
  const text = `Let me see: ${CARD}. ${'It is a card, I think. '.repeat(12)}And ${CARD} again`;
  const answered = await whole(answering({ reasoning_content: text, content: text }));
  const expected = members.map((member) => answered.json.choices[0].message[member]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 9 }), async (sizes) => {
      const pieces: string[] = [];
      for (let at = 0, turn = 0; at < text.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        pieces.push(text.slice(at, at + size));
        at += size;
      }
      const stream = await streamed([...members.flatMap((member) => pieces.map((piece) => chunk({ [member]: piece }))), END]);
      expect(members.map((member) => heard(stream.text, (delta) => delta[member]))).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test('what holds no text, or nothing that is to be masked, stays as it was, to the byte', async () => {
  const annotations = [{ type: 'url_citation', url_citation: { title: 'Seen', url: 'https://x', start_index: 0, end_index: 2 } }];
  const said = { refusal: null, annotations, function_call: null, audio: null, extra: [1, true, null, ''], prefix: false };
  const body = {
    ...answering({ ...said, thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: CARD }] }),
    ...{ created: 1, model: 'm', system_fingerprint: 'fp', service_tier: 'default', usage: { prompt_tokens: 1 }, extra: 7 },
  };
  expect((await whole(body)).text).toBe(JSON.stringify(body));
  const chunks = [chunk({ role: 'assistant', content: '', ...said }), END];
  expect((await streamed(chunks)).text).toBe(streamOf(chunks).body.join(''));
});

test('signed thoughts come after all of their text, and not where some of it is masked', async () => {
  const thinking = (text: string) => chunk({ thinking_blocks: [{ type: 'thinking', thinking: text, signature: 's' }] });
  const stream = async (text: string) => {
    const sent = await streamed([...cut(text).map((piece) => chunk({ reasoning_content: piece })), thinking(text), END]);
    const signed = sent.text.indexOf('"signature"');
    const before = signed < 0 ? sent.text : sent.text.slice(0, sent.text.indexOf('\n\n', signed) + 2);
    return [signed >= 0, heard(before, ({ reasoning_content }) => reasoning_content)];
  };
  expect(await stream('All is well, I think.')).toEqual([true, 'All is well, I think.']);
  expect(await stream(TEXT)).toEqual([false, MASKED]);
});

test('who stops an answer for its thoughts stops all of it', async () => {
  const answered = await whole(answering({ reasoning: 'the canary' }));
  expect([answered.status, answered.json.error.code]).toEqual([400, 'content_filter']);
  const sources = await whole({ ...answering({}), citations: ['the canary'] });
  expect([sources.status, sources.json.error.code]).toEqual([400, 'content_filter']);
});
