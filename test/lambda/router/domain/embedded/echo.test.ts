import { echo } from '../../../../../lambda/router/domain/embedded/echo.ts';
import { parseChatRequest } from '../../../../../lambda/router/domain/openai/chat-request.ts';
import { refusalOf } from '../../support/errors.ts';

const NOW = 1_700_000_000_500;
const ask = (members: object = {}) => {
  const request = parseChatRequest({ model: 'echo', messages: [{ role: 'user', content: 'two words' }], ...members });
  return echo(request, 'request-1', NOW);
};

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
const completion = (members?: object): any => {
  const { body } = ask(members);
  return 'json' in body ? body.json : undefined;
};

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
const chunks = (members: object): any[] => {
  const { body } = ask({ stream: true, ...members });
  const events = 'events' in body ? [...body.events] : [];
  expect(events.at(-1)).toBe('data: [DONE]\n\n');
  return events.slice(0, -1).map((event) => {
    expect(event).toMatch(/^data: .*\n\n$/);
    return JSON.parse(event.slice('data: '.length));
  });
};

test("the answer has OpenAI's shape, says what it is, and repeats the last user message", () => {
  expect(completion()).toEqual({
    id: 'chatcmpl-request-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'echo',
    system_fingerprint: 'fp_echo',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'This is an echo model, not a language model. You said: two words',
          refusal: null,
        },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 2, completion_tokens: 13, total_tokens: 15 },
  });
});

test('the notice says that this is no language model', () => {
  expect(ask().notice).toMatch(/no language model/);
});

test('the same request has the same answer', () => {
  expect(completion()).toEqual(completion());
});

test('a stream says the same as the whole answer, chunk by chunk', () => {
  const all = chunks({});
  const text = all.map(({ choices }) => choices[0].delta.content ?? '').join('');
  expect(text).toBe(completion().choices[0].message.content);
  expect(all[0].choices[0].delta).toEqual({ role: 'assistant', content: '' });
  expect(all.map(({ choices }) => choices[0].finish_reason)).toEqual([...Array(all.length - 1).fill(null), 'stop']);
  expect(new Set(all.map(({ object, id }) => `${object} ${id}`))).toEqual(new Set(['chat.completion.chunk chatcmpl-request-1']));
});

test('usage comes in a last chunk without choices, when asked for', () => {
  const all = chunks({ stream_options: { include_usage: true } });
  expect(all.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 2, completion_tokens: 13, total_tokens: 15 } });
  expect(all[0].usage).toBeNull();
  expect(chunks({})[0]).not.toHaveProperty('usage');
});

test('n choices are answered, streamed and not', () => {
  expect(completion({ n: 3 }).choices.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2]);
  expect(completion({ n: 3 }).usage.completion_tokens).toBe(39);
  expect(new Set(chunks({ n: 3 }).map(({ choices }) => choices[0].index))).toEqual(new Set([0, 1, 2]));
});

test.each(['max_tokens', 'max_completion_tokens'])('%s cuts the answer and says so', (limit) => {
  expect(completion({ [limit]: 4 }).choices[0]).toMatchObject({
    message: { content: 'This is an echo' },
    finish_reason: 'length',
  });
});

test.each([['language'], [['never', 'language']]])('stop %p cuts the answer before it', (stop) => {
  expect(completion({ stop }).choices[0]).toMatchObject({
    message: { content: 'This is an echo model, not a' },
    finish_reason: 'stop',
  });
});

test('at most 2000 characters are repeated, and no character is halved', () => {
  const content = `${'x'.repeat(1999)}😀`;
  expect(completion({ messages: [{ role: 'user', content }] }).choices[0].message.content).toMatch(/: x{1999}$/);
});

test('without a user message there is nothing to repeat', () => {
  expect(completion({ messages: [{ role: 'system', content: 'a' }] }).choices[0].message.content).toMatch(/You said:$/);
});

test.each([
  ['tools', [{ type: 'function' }]],
  ['tool_choice', 'required'],
  ['response_format', { type: 'json_schema' }],
  ['response_format', { type: 'json_object' }],
  ['logprobs', true],
  ['modalities', ['text', 'audio']],
  ['audio', { voice: 'x' }],
  ['store', true],
  ['logit_bias', { 50256: -100 }],
  ['thinking', { type: 'enabled' }],
])('%s: %j is refused by name', (name, value) => {
  const { status, body } = refusalOf(() => ask({ [name]: value }));
  expect(status).toBe(400);
  expect(body.error).toMatchObject({ param: name, code: 'unsupported_parameter' });
});

test('a picture is refused by its place', () => {
  const content = [
    { type: 'text', text: 'what is this?' },
    { type: 'image_url', image_url: { url: 'data:' } },
  ];
  expect(refusalOf(() => ask({ messages: [{ role: 'user', content }] })).body.error.param).toBe('messages[0].content[1].type');
});

test.each([
  ['tools', []],
  ['tool_choice', 'auto'],
  ['response_format', { type: 'text' }],
  ['modalities', ['text']],
  ['logprobs', false],
  ['logprobs', null],
  ['seed', 7],
  ['temperature', 0],
  ['user', 'u'],
  ['metadata', { a: 'b' }],
])('%s: %j asks for nothing that an echo lacks', (name, value) => {
  expect(completion({ [name]: value }).object).toBe('chat.completion');
});
