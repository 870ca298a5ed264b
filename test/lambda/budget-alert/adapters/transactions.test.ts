import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { duplicatesIn, transactionsOf, writesOf } from '../../../../lambda/budget-alert/adapters/transactions.ts';
import { accountsOf } from '../../../../lambda/budget-alert/domain/spend.ts';
import { budget, NOVEMBER, spent } from '../support/budgets.ts';

const BUDGETS = { research: { tenant: budget({ month: 1_000, day: 100 }), key: budget({ day: 50, month: 500 }) } };
const booking = (id: number, principal = 'key-1') => {
  const event = spent(String(id), NOVEMBER, 1, { principal });
  return { event, accounts: accountsOf(BUDGETS, event) };
};

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ message: '', $metadata: {}, CancellationReasons: codes.map((Code) => ({ Code })) });

test('rows are marked, and each account is added to once', () => {
  const writes = writesOf('budgets', [booking(1), booking(2)]);
  expect(writes.filter(({ Put }) => Put !== undefined)).toHaveLength(2);
  const updates = writes.flatMap(({ Update }) => (Update ? [Update] : []));
  expect(updates.map(({ Key }) => Key?.sk?.S)).toEqual([
    'spend#2026-11-01#tenant',
    'spend#2026-11#tenant',
    'spend#2026-11-01#key/key-1',
    'spend#2026-11#key/key-1',
  ]);
  expect(updates[0]).toMatchObject({
    UpdateExpression: 'ADD #total :total, s0 :s0 SET expiresAt = :expiresAt',
    ExpressionAttributeValues: { ':total': { N: '2' }, ':s0': { N: '2' } },
  });
});

test('no transaction has more than a hundred writes, and every row is in one', () => {
  const bookings = Array.from({ length: 200 }, (_, i) => booking(i, `key-${i % 30}`));
  const parts = transactionsOf(bookings);
  expect(parts.flat()).toHaveLength(200);
  for (const part of parts) expect(writesOf('budgets', part).length).toBeLessThanOrEqual(100);
});

test('a row that comes twice in a batch is booked once', () => {
  expect(transactionsOf([booking(1), booking(1)]).flat()).toHaveLength(1);
});

test('rows that were booked before are told from other reasons', () => {
  const bookings = [booking(1), booking(2)];
  expect(duplicatesIn(cancelled('ConditionalCheckFailed', 'None', 'None'), bookings)).toEqual([bookings[0]]);
  expect(duplicatesIn(cancelled('None', 'None', 'TransactionConflict'), bookings)).toEqual([]);
  expect(duplicatesIn(cancelled('None', 'None', 'ThrottlingError'), bookings)).toBeUndefined();
  expect(duplicatesIn(new Error('no network'), bookings)).toBeUndefined();
});
