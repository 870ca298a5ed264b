import fc from 'fast-check';
import { limitedBy } from '../../../../../lambda/router/domain/upstream/plainer.ts';
import { apiEvent, chatEvent } from '../../support/events.ts';
import { chunkEvent } from '../../support/mock-upstream.ts';
import { ask, ScriptedUpstream, WHOLE } from '../../support/scripted-upstream.ts';

const refused = (body: unknown, status = 400) => ({ status, body: [JSON.stringify(body)] });
/** As Mistral says it. */
const forbidden = (...loc: readonly (string | number)[]) =>
  refused(
    { object: 'error', message: { detail: [{ type: 'extra_forbidden', loc, msg: 'Extra inputs are not permitted' }] } },
    422,
  );
const NO_LIMIT = forbidden('body', 'max_completion_tokens');
const NO_THOUGHTS = forbidden('body', 'messages', 1, 'assistant', 'reasoning_content');
const NO_OPTIONS = refused({ error: { message: "Unrecognized request argument supplied: 'stream_options'" } });
const STREAM = {
  headers: { 'content-type': 'text/event-stream' },
  body: [chunkEvent({ content: 'Hi' }, 'stop'), 'data: [DONE]\n\n'],
};

const sentTo = (upstream: ScriptedUpstream) => upstream.calls.map(({ body }) => body);

test('a server that knows the older name of the limit only is asked once more by that name; all else stays as written', async () => {
  const upstream = new ScriptedUpstream(NO_LIMIT, WHOLE);
  const text =
    '{"max_completion_tokens" : 9, "model": "gpt", "messages": [{"role":"user","content":"hi"}], "seed": 9007199254740993}';
  const { sink, rows } = await ask(upstream, apiEvent('POST', '/v1/chat/completions', text));
  expect(sink.status).toBe(200);
  expect(sentTo(upstream)).toEqual([text, text.replace('max_completion_tokens', 'max_tokens')]);
  expect(rows.map(({ status }) => status)).toEqual([422, 200]);
});

test.each([
  ['/v1/responses', { input: 'hi', max_output_tokens: 9 }],
  ['/v1/messages', { messages: [{ role: 'user', content: 'hi' }], max_tokens: 9 }],
])('%s reaches such a server too', async (path, body) => {
  const upstream = new ScriptedUpstream(NO_LIMIT, WHOLE);
  const { sink } = await ask(upstream, apiEvent('POST', path, { model: 'gpt', ...body }));
  expect([sink.status, JSON.parse(upstream.calls[1]?.body ?? '').max_tokens]).toEqual([200, 9]);
});

test('a server that knows neither option, limit nor thoughts is asked without them, one after the other', async () => {
  const upstream = new ScriptedUpstream(NO_OPTIONS, NO_THOUGHTS, NO_LIMIT, STREAM);
  const messages = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: 'Hi.', reasoning_content: 'A greeting.' },
  ];
  const { sink } = await ask(upstream, chatEvent({ model: 'gpt', messages, stream: true, max_completion_tokens: 9 }));
  expect(sink.status).toBe(200);
  const asked = upstream.calls.map(({ body }) => JSON.parse(body));
  expect(asked.map((body) => Object.keys(body).filter((name) => /option|token/.test(name)))).toEqual([
    ['max_completion_tokens', 'stream_options'],
    ['max_completion_tokens'],
    ['max_completion_tokens'],
    ['max_tokens'],
  ]);
  expect(asked.map((body) => 'reasoning_content' in body.messages[1])).toEqual([true, true, false, false]);
  expect(asked[3].messages[1]).toEqual({ role: 'assistant', content: 'Hi.' });
});

test.each([
  [
    'a limit that is too high',
    refused({ error: { message: 'max_completion_tokens is too large: 99. This model supports at most 8.' } }),
  ],
  ['thoughts that are missing', refused({ error: { message: 'Missing `reasoning_content` field in the assistant message' } })],
  ['something else', forbidden('body', 'top_k')],
  ['no request at all', refused({ error: { message: 'unknown max_completion_tokens' } }, 404)],
])('%s is no reason to ask again', async (_, step) => {
  const upstream = new ScriptedUpstream(step);
  const messages = [{ role: 'assistant', content: 'Hi.', reasoning_content: 'x' }];
  await ask(upstream, chatEvent({ model: 'gpt', messages, max_completion_tokens: 9 }));
  expect(upstream.calls).toHaveLength(1);
});

test('who does not have what is refused is not asked again', async () => {
  const upstream = new ScriptedUpstream(NO_LIMIT);
  expect((await ask(upstream, chatEvent({ model: 'gpt', max_tokens: 9 }))).sink.status).toBe(422);
  expect(upstream.calls).toHaveLength(1);
});

test.each([
  ['max_tokens', { max_completion_tokens: 9 }, { max_tokens: 9 }],
  ['max_tokens', { max_tokens: 9 }, { max_tokens: 9 }],
  ['max_completion_tokens', { max_tokens: 9 }, { max_completion_tokens: 9 }],
  ['max_tokens', { max_tokens: 8, max_completion_tokens: 9 }, { max_tokens: 8, max_completion_tokens: 9 }],
  ['max_tokens', { max_completion_tokens: null }, { max_completion_tokens: null }],
  ['max_tokens', {}, {}],
] as const)('a target whose tokenLimit is %s is sent %j as %j', async (tokenLimit, members, expected) => {
  const upstream = new ScriptedUpstream(WHOLE);
  await ask(upstream, chatEvent({ model: 'gpt', ...members }), { tokenLimit });
  const { model: _, messages: __, ...sent } = JSON.parse(upstream.calls[0]?.body ?? '');
  expect(sent).toEqual(expected);
});

test('whatever else stands in a request, only the name changes', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(), (others, limit) => {
      const { max_tokens: _, ...rest } = others;
      const value = { ...rest, max_completion_tokens: limit };
      const { text, value: after } = limitedBy({ text: JSON.stringify(value), value }, 'max_tokens');
      expect(JSON.parse(text)).toEqual(
        JSON.parse(JSON.stringify({ ...rest, max_completion_tokens: undefined, max_tokens: limit })),
      );
      expect(JSON.parse(JSON.stringify(after))).toEqual(JSON.parse(text));
    }),
    { numRuns: 50 },
  );
});
