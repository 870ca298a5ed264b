import { TransactionCanceledException, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Booking } from '../domain/ports.ts';
import { type Account, accountKey, NO_SPEND, type PeriodSpend, withEvent } from '../domain/spend.ts';
import { bookedKey, expiresAt, slotName, spendKey } from './budget-items.ts';

/** DynamoDB takes no more in one transaction. */
const MOST_ITEMS = 100;

interface Sum {
  readonly account: Account;
  readonly spend: PeriodSpend;
}

/** Cuts bookings, each event once, into parts that fit into a transaction. */
export function transactionsOf(bookings: readonly Booking[]): readonly (readonly Booking[])[] {
  const parts: Booking[][] = [];
  let items = MOST_ITEMS;
  let accounts = new Set<string>();
  for (const booking of new Map(bookings.map((each) => [each.event.id, each])).values()) {
    const fresh = booking.accounts.filter((account) => !accounts.has(accountKey(account))).length;
    if (items + 1 + fresh > MOST_ITEMS) {
      parts.push([]);
      items = 0;
      accounts = new Set();
    }
    for (const account of booking.accounts) accounts.add(accountKey(account));
    parts.at(-1)?.push(booking);
    items = (parts.at(-1)?.length ?? 0) + accounts.size;
  }
  return parts;
}

/** Marks first, in the order of the bookings; then what each account gets. */
export function writesOf(table: string, bookings: readonly Booking[]): TransactWriteItem[] {
  const marks = bookings.map(({ event, accounts }): TransactWriteItem => {
    const ends = Math.max(...accounts.map(({ period }) => period.endsAt));
    return {
      Put: {
        TableName: table,
        Item: { ...bookedKey(event), expiresAt: expiresAt(ends) },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    };
  });
  return [...marks, ...sumsOf(bookings).map((sum) => additionOf(table, sum))];
}

/**
 * Those that were booked before, when that is why a transaction was cancelled; none when it met another one, and may be tried again.
 *
 * @returns undefined when it failed for another reason
 */
export function duplicatesIn(error: unknown, bookings: readonly Booking[]): readonly Booking[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
  if (codes.some((code) => code !== 'None' && code !== 'ConditionalCheckFailed' && code !== 'TransactionConflict'))
    return undefined;
  return bookings.filter((_, i) => codes[i] === 'ConditionalCheckFailed');
}

function sumsOf(bookings: readonly Booking[]): readonly Sum[] {
  const sums = new Map<string, Sum>();
  for (const { event, accounts } of bookings) {
    for (const account of accounts) {
      const key = accountKey(account);
      sums.set(key, { account, spend: withEvent(sums.get(key)?.spend ?? NO_SPEND, account.period, event) });
    }
  }
  return [...sums.values()];
}

function additionOf(table: string, { account, spend }: Sum): TransactWriteItem {
  const slots = Object.entries(spend.slots).map(([slot, amount]) => [slotName(Number(slot)), amount] as const);
  return {
    Update: {
      TableName: table,
      Key: spendKey(account),
      UpdateExpression: `ADD #total :total, ${slots.map(([name]) => `${name} :${name}`).join(', ')} SET expiresAt = :expiresAt`,
      ExpressionAttributeNames: { '#total': 'total' },
      ExpressionAttributeValues: {
        ':total': { N: String(spend.total) },
        ...Object.fromEntries(slots.map(([name, amount]) => [`:${name}`, { N: String(amount) }])),
        ':expiresAt': expiresAt(account.period.endsAt),
      },
    },
  };
}
