import { ask } from '../../support/ask.ts';
import { apiEvent } from '../../support/events.ts';
import { MODERATOR } from '../../support/moderator.ts';

const moderate = (body: unknown) => ask(apiEvent('POST', '/v1/moderations', body), { moderator: MODERATOR });

test('one text has one result, with the names of OpenAI and ours', async () => {
  const { sink, rows } = await moderate({ input: 'the canary' });
  expect([sink.status, rows]).toEqual([200, []]);
  expect(sink.json).toMatchObject({ id: 'modr-request-1', model: 'omni-moderation-latest' });
  const [result, ...others] = sink.json.results;
  expect(others).toEqual([]);
  expect(result).toMatchObject({
    flagged: true,
    categories: { toxicity: true, harassment: false, 'self-harm': false, 'sexual/minors': false, pii: false },
    category_scores: { toxicity: 1, violence: 0, 'violence/graphic': 0 },
    category_applied_input_types: { hate: ['text'], 'illicit/violent': ['text'] },
  });
  expect(Object.keys(result.categories).sort()).toEqual(Object.keys(result.category_scores).sort());
});

test('each text of a list has its own; parts of one text have one together', async () => {
  const list = await moderate({ input: ['fine', 'rude'], model: 'text-moderation-latest' });
  expect(list.sink.json.results.map(({ flagged }: { flagged: boolean }) => flagged)).toEqual([false, true]);
  expect(list.sink.json.model).toBe('text-moderation-latest');
  const parts = await moderate({
    input: [
      { type: 'text', text: 'rude' },
      { type: 'text', text: 'fine' },
    ],
  });
  expect(parts.sink.json.results).toMatchObject([{ flagged: true, category_scores: { toxicity: 0.6 } }]);
});

test.each([
  [{}, 'input'],
  [{ input: [] }, 'input'],
  [{ input: ['a', 7] }, 'input'],
  [{ input: Array.from({ length: 257 }, () => 'a') }, 'input'],
  [{ input: [{ type: 'image_url', image_url: { url: 'https://a/b.png' } }] }, 'input'],
  [{ input: 'a', model: 'gpt' }, 'model'],
])('%j is refused: %s', async (body, param) => {
  const { sink } = await moderate(body);
  expect([sink.status, sink.json.error.param]).toEqual([400, param]);
});

test('while nothing can be judged it says so, and keeps the text to itself', async () => {
  const moderator = { ready: async () => Promise.reject(new Error('no model')) };
  const { sink, lines } = await ask(apiEvent('POST', '/v1/moderations', { input: 'a secret word' }), { moderator });
  expect([sink.status, sink.json.error.code]).toEqual([503, 'moderation_unavailable']);
  expect(lines[0]).toMatchObject({ level: 'error', message: 'moderation unavailable', fields: { error: 'no model' } });
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('a router without a moderator says so too', async () => {
  expect((await ask(apiEvent('POST', '/v1/moderations', { input: 'a' }))).sink.status).toBe(503);
});

test('it counts as a request of the tenant', async () => {
  const limits = { research: { requestsPerMinute: 1, whenUnavailable: 'refuse' as const } };
  const { memoryQuota } = await import('../../../../../lambda/router/adapters/memory-quota.ts');
  const ports = {
    moderator: MODERATOR,
    quota: { shared: memoryQuota(), local: memoryQuota() },
    config: { current: async () => ({ version: 1 as const, models: {}, limits }), refresh: async () => undefined },
  };
  const event = apiEvent('POST', '/v1/moderations', { input: 'a' });
  expect([(await ask(event, ports)).sink.status, (await ask(event, ports)).sink.status]).toEqual([200, 429]);
});
