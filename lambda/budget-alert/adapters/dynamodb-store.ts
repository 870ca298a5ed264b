import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';
import { BUDGET_ACTIONS } from '../../router/contract/budgets.ts';
import type { Booking, BudgetStore } from '../domain/ports.ts';
import { NO_SPEND } from '../domain/spend.ts';
import { alertKey, expiresAt, type Key, spendKey } from './budget-items.ts';
import { duplicatesIn, transactionsOf, writesOf } from './transactions.ts';

/** Two functions may book on one account at the same moment. */
const TRIES = 5;

/**
 * Keeps budgets in a table with keys `pk` and `sk`, whose items expire after `expiresAt` (epoch seconds):
 * - `booked/<tenant>/<row>`, `booked`: a row that has been booked;
 * - `<partition>`, `spend#<period>#<scope>`: `total` and `s<slot>`, micro-dollars;
 * - `<partition>`, `state#<scope>#<day | month | override>`: what is in force, which the router reads;
 * - `<partition>`, `alert#<period>#<scope>#<share>`: an alert, `sent` once it is.
 */
export function dynamoDbBudgetStore(table: string): BudgetStore {
  const client = new DynamoDBClient(CLIENT_LIMITS);

  /** Each transaction marks its rows and adds them to their accounts, or does neither. */
  const bookTogether = async (bookings: readonly Booking[], triesLeft = TRIES): Promise<void> => {
    if (bookings.length === 0) return;
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: writesOf(table, bookings) }));
    } catch (error) {
      const duplicates = duplicatesIn(error, bookings);
      if (duplicates === undefined || triesLeft === 1) throw error;
      await bookTogether(
        bookings.filter((booking) => !duplicates.includes(booking)),
        duplicates.length > 0 ? triesLeft : triesLeft - 1,
      );
    }
  };

  return {
    book: async (bookings) => {
      for (const part of transactionsOf(bookings)) await bookTogether(part);
    },
    spend: async (account) => {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: spendKey(account), ConsistentRead: true }));
      if (Item === undefined) return NO_SPEND;
      const slots = Object.entries(Item).flatMap(([name, { N }]) => (/^s\d+$/.test(name) ? [[name.slice(1), Number(N)]] : []));
      return { total: Number(Item.total?.N ?? 0), slots: Object.fromEntries(slots) };
    },
    enforce: async ({ scoped: { partition, scope }, period: { kind, endsAt } }, action) => {
      await ignoringCondition(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: { S: partition },
              sk: { S: `state#${scope}#${kind}` },
              scope: { S: scope },
              action: { S: action },
              rank: { N: String(BUDGET_ACTIONS.indexOf(action)) },
              until: { N: String(endsAt) },
              expiresAt: expiresAt(endsAt),
            },
            ConditionExpression: 'attribute_not_exists(pk) OR #until < :until OR (#until = :until AND #rank < :rank)',
            ExpressionAttributeNames: { '#until': 'until', '#rank': 'rank' },
            ExpressionAttributeValues: {
              ':until': { N: String(endsAt) },
              ':rank': { N: String(BUDGET_ACTIONS.indexOf(action)) },
            },
          }),
        ),
      );
    },
    sendOnce: async (account, at, send) => {
      const key = alertKey(account, at);
      if (!(await claimed(client, table, key, expiresAt(account.period.endsAt)))) return;
      await send().catch(async (error: unknown) => {
        await client.send(new DeleteItemCommand({ TableName: table, Key: key }));
        throw error;
      });
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: key,
          UpdateExpression: 'SET sent = :sent REMOVE claimedUntil',
          ExpressionAttributeValues: { ':sent': { BOOL: true } },
        }),
      );
    },
  };
}

/** Whoever dies while it sends gives the claim back after so long. */
const CLAIM_MS = 60_000;

/** @returns false when the alert was sent, or somebody is about to send it */
async function claimed(client: DynamoDBClient, table: string, key: Key, expires: AttributeValue): Promise<boolean> {
  const now = Date.now();
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: key,
        UpdateExpression: 'SET claimedUntil = :until, expiresAt = :expires',
        ConditionExpression: 'attribute_not_exists(pk) OR (attribute_not_exists(sent) AND claimedUntil < :now)',
        ExpressionAttributeValues: {
          ':until': { N: String(now + CLAIM_MS) },
          ':now': { N: String(now) },
          ':expires': expires,
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function ignoringCondition(sent: Promise<unknown>): Promise<void> {
  await sent.catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}
