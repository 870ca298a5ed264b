import { Traffic } from '../../../../tools/local/observed/traffic.ts';
import { attempt, observation } from '../../../lambda/router/support/observations.ts';

const begun = (requestId: string, endpoint = 'POST /v1/chat/completions') => ({ requestId, endpoint });

test('a request is in flight from its beginning to its end; only chats are conversations', () => {
  const traffic = new Traffic();
  traffic.started(begun('a'));
  traffic.started(begun('b', 'POST /v1/embeddings'));
  traffic.started(begun('c', 'GET /v1/models'));
  expect(traffic.totals).toMatchObject({ inFlight: 2, conversations: 1 });
  traffic.finished(observation({ requestId: 'a' }));
  expect(traffic.totals).toMatchObject({ inFlight: 1, conversations: 0, requests: 1 });
});

test('a row tells what was asked, what answered, why, and how it went', () => {
  const traffic = new Traffic();
  const route = { alias: 'chat', candidate: 'gpt', why: 'fallback after llama (503)' };
  const attempts = [attempt({ model: 'llama', outcome: '503' }), attempt()];
  traffic.finished(observation({ model: 'chat', route, attempts, costMicroDollars: 7, cache: 'miss' }));
  expect(traffic.rowsAfter(0)).toEqual([
    {
      number: 1,
      requestId: 'request-1',
      at: 1_000,
      tenant: 'research',
      endpoint: 'POST /v1/chat/completions',
      model: 'chat',
      answeredBy: 'gpt',
      why: 'fallback after llama (503)',
      status: 200,
      outcome: 'success',
      stream: true,
      latencyMs: 2_000,
      firstTokenMs: 500,
      inputTokens: 12,
      outputTokens: 11,
      costMicroDollars: 7,
      cache: 'miss',
      outcomes: ['503', 'success'],
    },
  ]);
  expect(traffic.totals).toMatchObject({ attempts: { chat: { llama: 1, gpt: 1 } }, cache: { miss: 1 }, failed: 0 });
});

test('what came of texts is told and counted; a second opinion is no try at an answer', () => {
  const traffic = new Traffic();
  const moderation = { action: 'mask', categories: ['pii'], sides: [] } as const;
  const attempts = [attempt(), attempt({ model: 'guard', aside: true })];
  traffic.finished(observation({ moderation, attempts, route: { alias: 'chat', candidate: 'gpt', why: 'first' } }));
  expect(traffic.rowsAfter(0)).toMatchObject([{ moderation: 'mask', answeredBy: 'gpt', outcomes: ['success'] }]);
  expect(traffic.totals).toMatchObject({ moderation: { mask: 1 }, attempts: { chat: { gpt: 1 } } });
});

test('a stream that broke off failed, although its status says 200', () => {
  const traffic = new Traffic();
  traffic.finished(observation({ attempts: [attempt({ partial: true, outcome: 'broken' })] }));
  expect(traffic.rowsAfter(0)).toMatchObject([{ status: 200, outcome: 'failed', outcomes: ['broken'] }]);
  expect(traffic.totals.failed).toBe(1);
});

test('who asks again gets the rows that are new', () => {
  const traffic = new Traffic();
  for (let i = 0; i < 5; i++) traffic.finished(observation());
  expect(traffic.rowsAfter(3).map(({ number }) => number)).toEqual([4, 5]);
  expect(traffic.rowsAfter(5)).toEqual([]);
});

test('of 10,000 requests the last 200 are kept and all are counted', () => {
  const traffic = new Traffic();
  for (let i = 0; i < 10_000; i++) traffic.finished(observation({ status: i % 2 === 0 ? 200 : 503 }));
  const rows = traffic.rowsAfter(0);
  expect([rows.length, rows[0]?.number, rows.at(-1)?.number]).toEqual([200, 9_801, 10_000]);
  expect(traffic.totals).toMatchObject({ requests: 10_000, failed: 5_000 });
});
