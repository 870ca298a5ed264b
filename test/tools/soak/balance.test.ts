import type { UsageRow } from '../../../lambda/router/contract/usage.ts';
import { type Books, imbalances } from '../../../tools/soak/balance.ts';
import type { Seen } from '../../../tools/soak/client.ts';
import type { Fault } from '../../../tools/soak/faults.ts';

const seen = (rest: Partial<Seen> = {}): Seen => ({
  model: 'shaky',
  stream: true,
  user: 'u',
  end: 'whole',
  status: 200,
  requestId: 'r',
  headers: {},
  body: 'data: [DONE]\n\n',
  ...rest,
});
const row = (attempt: number, partial = false) =>
  ({ requestId: 'r', attempt, partial, inputTokens: 1, outputTokens: 1 }) as unknown as UsageRow;

const books = (faults: readonly Fault[], rows: readonly UsageRow[], request = seen(), attempts = rows.length): Books => ({
  seen: [request],
  rows,
  logged: [{ requestId: 'r', status: 200, attempts }],
  shaky: new Map([['u', faults]]),
});
const tooLate = (given: Books): Books => ({
  ...given,
  logged: given.logged.map((line) => ({ ...line, failure: 'stalled: silent for 1000 ms' })),
});
const BROKEN = seen({ body: 'data: {"error":{}}\n\n' });

test.each<[string, Books]>([
  ['one attempt that went well', books(['good'], [row(1)])],
  ['a second attempt after a failed one', books(['status-500', 'slow-chunks'], [row(1), row(2)])],
  ['a stream that broke and is partial', books(['reset-mid-stream'], [row(1, true)], BROKEN)],
  ['an answer that came too late and is partial', tooLate(books(['good'], [row(1, true)], BROKEN))],
  ['a client that left, whatever was asked', books(['good'], [], seen({ end: 'left' }))],
])('%s balances', (_, given) => {
  expect(imbalances(given)).toEqual([]);
});

test.each<[string, Books, string]>([
  ['a row too few', books(['good', 'good'], [row(1)]), 'was asked 2 times (good,good), the ledger has 1 rows'],
  ['an attempt that is not logged', books(['good'], [row(1)], seen(), 0), '0 attempts are in the log, 1 rows in the ledger'],
  ['an attempt twice', books(['good', 'good'], [row(1), row(1)]), 'request r has the attempts 1,1'],
  ['a broken stream that counts as whole', books(['early-end'], [row(1)], BROKEN), 'early-end is marked partial: false'],
  ['a whole stream that counts as partial', books(['good'], [row(1, true)]), 'good is marked partial: true'],
  ['a broken stream with [DONE]', books(['early-end'], [row(1, true)]), 'ends with [DONE]'],
  ['no answer', books([], [], seen({ status: undefined as never, end: 'cut' })), 'no answer (cut)'],
  ['a failure of our own', books([], [], seen({ status: 500, body: '{"code":"internal_error"}' })), '500 of our own making'],
])('%s does not balance', (_, given, problem) => {
  expect(imbalances(given).join()).toContain(problem);
});
