import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';
import { type DecisionEntry, ReviewIndex, reviewKey } from '../contract.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { type CaseRecord, isWaiting } from '../domain/case-record.ts';
import type { CaseStore, ListedCase } from '../domain/ports.ts';
import { cursorOf, listed } from './case-rows.ts';

type Item = Record<string, AttributeValue>;

/** After so long a decided case, and what was done to any case, may go. */
const KEPT_DAYS = 400;

/** As `reviewKey` says. Rows are put, under conditions: none is ever updated in part or deleted. */
export function dynamoDbCases(table: string): CaseStore {
  const client = new DynamoDBClient(CLIENT_LIMITS);
  return {
    add: async (record) => {
      const command = new PutItemCommand({ TableName: table, Item: caseItem(record), ConditionExpression: ABSENT });
      return client.send(command).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ConditionalCheckFailedException) return false;
          throw error;
        },
      );
    },
    find: async (id) => {
      // Consistent: a reviewer who has just claimed the case must find it claimed.
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: reviewKey.case(id), ConsistentRead: true }));
      return Item && recordIn(Item.record);
    },
    list: async ({ tenant, waiting, limit, after = BEGINNING }) => {
      const { name, key } = tenant === undefined ? ReviewIndex.EVERYONE : ReviewIndex.TENANT;
      const query = {
        TableName: table,
        IndexName: name,
        KeyConditionExpression: `${key} = :queue AND #at > :after`,
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':queue': { S: queueOf(tenant, waiting) }, ':after': { S: after } },
        Limit: limit,
      };
      const cases: ListedCase[] = [];
      for await (const { Items = [] } of paginateQuery({ client, pageSize: limit }, query)) {
        for (const { at, preview } of Items) cases.push({ record: recordIn(preview), cursor: at?.S ?? '' });
        if (cases.length >= limit) break;
      }
      return cases.slice(0, limit);
    },
    replace: async (record, entry, decision) => {
      const version = { ExpressionAttributeValues: { ':before': { N: String(record.version - 1) } } };
      const changed = { TableName: table, Item: caseItem(record), ConditionExpression: 'version = :before', ...version };
      const puts: TransactWriteItem[] = [{ Put: changed }, { Put: { ...noteItem(entry), TableName: table } }];
      if (decision !== undefined) puts.push({ Put: { TableName: table, Item: decisionItem(record.case.tenant, decision) } });
      return client.send(new TransactWriteItemsCommand({ TransactItems: puts })).then(
        () => true,
        (error: unknown) => {
          if (error instanceof TransactionCanceledException && lost(error)) return false;
          throw error;
        },
      );
    },
    note: async (entry) => {
      await client.send(new PutItemCommand({ TableName: table, ...noteItem(entry) }));
    },
    audit: async (caseId) => {
      const entries: AuditEntry[] = [];
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': reviewKey.audit(caseId, '').pk },
        ConsistentRead: true,
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        entries.push(...Items.map(({ entry }) => JSON.parse(entry?.S ?? '') as AuditEntry));
      }
      return entries;
    },
  };
}

/** Before every time; an empty text is no value that a key can be compared with. */
const BEGINNING = '0';

const ABSENT = 'attribute_not_exists(pk)';

/** Somebody else was faster; anything else is a failure of the table. */
const lost = ({ CancellationReasons = [] }: TransactionCanceledException): boolean =>
  CancellationReasons.some(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict');

const queueOf = (tenant: string | undefined, waiting: boolean): string =>
  `${waiting ? 'waiting' : 'decided'}${tenant === undefined ? '' : `#${tenant}`}`;

function caseItem(record: CaseRecord): Item {
  const waiting = isWaiting(record);
  const decidedAt = record.decisions.at(-1)?.at;
  return {
    ...reviewKey.case(record.case.id),
    [ReviewIndex.TENANT.key]: { S: queueOf(record.case.tenant, waiting) },
    [ReviewIndex.EVERYONE.key]: { S: queueOf(undefined, waiting) },
    at: { S: cursorOf(record) },
    version: { N: String(record.version) },
    record: { S: JSON.stringify(record) },
    preview: { S: JSON.stringify(listed(record).record) },
    // What waits for a decision does not go.
    ...(!waiting && decidedAt !== undefined && { expiresAt: daysAfter(decidedAt) }),
  };
}

const noteItem = (entry: AuditEntry) => ({
  Item: {
    ...reviewKey.audit(entry.caseId, `${entry.at}#${randomUUID()}`),
    entry: { S: JSON.stringify(entry) },
    expiresAt: daysAfter(entry.at),
  },
  ConditionExpression: ABSENT,
});

const decisionItem = (tenant: string, decision: DecisionEntry): Item => ({
  ...reviewKey.decision(tenant, decision.caseId),
  decision: { S: JSON.stringify(decision) },
  expiresAt: { N: String(decision.expiresAt) },
});

const daysAfter = (at: string): AttributeValue.NMember => ({ N: String(Math.floor(Date.parse(at) / 1000) + KEPT_DAYS * 86_400) });

const recordIn = (value: AttributeValue | undefined): CaseRecord => JSON.parse(value?.S ?? '') as CaseRecord;
