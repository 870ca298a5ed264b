import { defaultAnswer } from '../../../../../lambda/router/domain/routing/default-answer.ts';

const asked = { alias: 'chat', requestId: 'request-1', at: 1_700_000_000_999, stream: false, includeUsage: false };
const eventsOf = (answer: ReturnType<typeof defaultAnswer>) => ('events' in answer.body ? [...answer.body.events] : []);
const parsed = (event: string | undefined) => JSON.parse(event?.slice('data: '.length) ?? '');

test('a whole default answer has the shape of a completion, and says that it is none', () => {
  const { body, notice, inputTokens, outputTokens } = defaultAnswer('Later.', asked);
  expect(body).toMatchObject({
    json: {
      id: 'chatcmpl-request-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'chat',
      system_fingerprint: 'fp_default_answer',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Later.' }, finish_reason: 'stop' }],
      usage: { total_tokens: 0 },
    },
  });
  expect([notice, inputTokens, outputTokens]).toEqual([expect.stringContaining('no language model'), 0, 0]);
});

test('a streamed one is events that end with [DONE]', () => {
  const events = eventsOf(defaultAnswer('Later.', { ...asked, stream: true }));
  expect(events.at(-1)).toBe('data: [DONE]\n\n');
  expect(parsed(events[0])).toMatchObject({ object: 'chat.completion.chunk', choices: [{ delta: { content: 'Later.' } }] });
  expect(parsed(events[1]).choices[0].finish_reason).toBe('stop');
  expect(events).toHaveLength(3);
});

test('usage comes in a chunk of its own when it is asked for', () => {
  const events = eventsOf(defaultAnswer('Later.', { ...asked, stream: true, includeUsage: true }));
  expect(events).toHaveLength(4);
  expect(parsed(events[2])).toMatchObject({ choices: [], usage: { total_tokens: 0 } });
  expect(parsed(events[0]).usage).toBeNull();
});
