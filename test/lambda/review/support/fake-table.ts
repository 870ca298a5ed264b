import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string } | undefined>>;

interface Put {
  readonly Item: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Item;
}

interface Query {
  readonly IndexName?: string;
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeValues: Item;
  readonly ExclusiveStartKey?: Item;
  readonly Limit?: number;
}

/** Speaks as much of DynamoDB as the review function uses, on loopback, with pages of two rows. */
export interface FakeTable {
  readonly items: Map<string, Item>;
  readonly calls: string[];
  failing: boolean;
  close(): Promise<void>;
}

/** Starts the fake and points the SDK at it by the environment, until `close`. */
export async function fakeTable(): Promise<FakeTable> {
  const state = { items: new Map<string, Item>(), calls: [] as string[], failing: false };
  const server = createServer(async (request, response) => {
    const name = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    state.calls.push(name);
    const answer = state.failing
      ? failure('InternalServerError')
      : answerOf(state.items, name, JSON.parse(await bodyOf(request)));
    response.writeHead('__type' in answer ? (state.failing ? 500 : 400) : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  return Object.assign(state, {
    close: async () => {
      process.env = before;
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  });
}

function answerOf(items: Map<string, Item>, name: string, input: unknown): object {
  switch (name) {
    case 'PutItem':
      return put(items, input as Put) ? {} : failure('ConditionalCheckFailedException');
    case 'GetItem': {
      const Item = items.get(keyOf((input as { Key: Item }).Key));
      return Item === undefined ? {} : { Item };
    }
    case 'TransactWriteItems':
      return transact(items, (input as { TransactItems: { Put: Put }[] }).TransactItems);
    default:
      return query(items, input as Query);
  }
}

const keyOf = ({ pk, sk }: Item): string => `${pk?.S} ${sk?.S}`;

function allowed(
  items: ReadonlyMap<string, Item>,
  { Item: item, ConditionExpression: condition, ExpressionAttributeValues: values }: Put,
) {
  const there = items.get(keyOf(item));
  if (condition === undefined) return true;
  if (condition === 'attribute_not_exists(pk)') return there === undefined;
  return condition === 'version = :before' && there?.version?.N === values?.[':before']?.N;
}

function put(items: Map<string, Item>, request: Put): boolean {
  if (!allowed(items, request)) return false;
  items.set(keyOf(request.Item), request.Item);
  return true;
}

function transact(items: Map<string, Item>, writes: readonly { readonly Put: Put }[]): object {
  const reasons = writes.map(({ Put: request }) => ({ Code: allowed(items, request) ? 'None' : 'ConditionalCheckFailed' }));
  if (reasons.some(({ Code }) => Code !== 'None')) {
    return { ...failure('TransactionCanceledException'), CancellationReasons: reasons };
  }
  for (const { Put: request } of writes) put(items, request);
  return {};
}

function query(
  items: ReadonlyMap<string, Item>,
  { KeyConditionExpression: condition, ExpressionAttributeValues: values, ...rest }: Query,
): object {
  const [, partition = '', after] = /^(\w+) = :\w+(?: AND #at > (:\w+))?$/.exec(condition) ?? [];
  if (Object.values(values).some((value) => value?.S === '')) return failure('ValidationException');
  const wanted = (values[':pk'] ?? values[':queue'])?.S;
  const order = after === undefined ? 'sk' : 'at';
  const start = rest.ExclusiveStartKey?.[order]?.S ?? values[after ?? '']?.S ?? '';
  const found = [...items.values()]
    .filter((item) => item[partition]?.S === wanted && (item[order]?.S ?? '') > start)
    .sort((a, b) => ((a[order]?.S ?? '') < (b[order]?.S ?? '') ? -1 : 1));
  const page = found.slice(0, 2);
  const last = found.length > 2 ? page.at(-1) : undefined;
  const shown = rest.IndexName === undefined ? page : page.map(({ at, preview }) => ({ at, preview }));
  return { Items: shown, ...(last && { LastEvaluatedKey: { pk: last.pk, sk: last.sk, [order]: last[order] } }) };
}

const failure = (type: string) => ({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type });

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
