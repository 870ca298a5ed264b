import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

type Attributes = Record<string, { S?: string; N?: string }>;
type Input = Record<string, unknown> & { TableName?: string; Item?: Attributes; Key?: Attributes; SecretId?: string };
type Answer = { readonly status?: number; readonly body: unknown };

/** Loopback server that speaks as much of DynamoDB and Secrets Manager as the authorizer and `blueprint keys` use. */
export interface FakeAws {
  readonly url: string;
  /** Items of the one table that exists, by `keyId`. */
  readonly items: Map<string, Attributes>;
  /** Secret strings by name. */
  readonly secrets: Map<string, string>;
  /** Operations in the order they came, e.g. `DynamoDB_20120810.GetItem`. */
  readonly calls: string[];
  /** When set, every call is answered with this status, or never. */
  outage: number | 'silent' | undefined;
  close(): Promise<void>;
}

export async function startFakeAws(table: string): Promise<FakeAws> {
  const fake = { items: new Map<string, Attributes>(), secrets: new Map<string, string>(), calls: [] as string[] };
  const state = { ...fake, outage: undefined as FakeAws['outage'] };
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']);
    state.calls.push(operation);
    if (state.outage === 'silent') return;
    const { status = 200, body } = state.outage
      ? { status: state.outage, body: { __type: 'InternalServerError', message: 'outage' } }
      : answer(state, table, operation, JSON.parse(await text(request)) as Input);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return Object.assign(state, { url, close });
}

/** Environment under which the AWS SDK talks to the fake only. */
export const awsEnvironment = (url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
});

function answer(state: Pick<FakeAws, 'items' | 'secrets'>, table: string, operation: string, input: Input): Answer {
  const action = operation.split('.')[1] ?? '';
  if (action === 'GetSecretValue') {
    const secret = state.secrets.get(input.SecretId ?? '');
    return secret === undefined ? failure('ResourceNotFoundException') : { body: { Name: input.SecretId, SecretString: secret } };
  }
  if (input.TableName !== table) return failure('ResourceNotFoundException');
  const keyId = input.Key?.keyId?.S ?? input.Item?.keyId?.S ?? '';
  const item = state.items.get(keyId);
  switch (action) {
    case 'GetItem':
      return { body: item === undefined ? {} : { Item: item } };
    case 'Scan':
      return scanPage(state.items, input);
    case 'PutItem':
      if (item !== undefined && input.ConditionExpression === 'attribute_not_exists(keyId)')
        return failure('ConditionalCheckFailedException');
      state.items.set(keyId, input.Item ?? {});
      return { body: {} };
    case 'UpdateItem':
      if (item === undefined) return failure('ConditionalCheckFailedException');
      item.revokedAt ??= (input.ExpressionAttributeValues as Attributes)[':at'] ?? {};
      return { body: { Attributes: item } };
    default:
      return failure('UnknownOperationException');
  }
}

/** Two items a page, so that readers have to page. */
function scanPage(items: ReadonlyMap<string, Attributes>, input: Input): Answer {
  const keys = [...items.keys()].sort();
  const after = (input.ExclusiveStartKey as Attributes | undefined)?.keyId?.S;
  const page = keys.filter((key) => after === undefined || key > after).slice(0, 2);
  const last = page.at(-1);
  const more = last !== undefined && last !== keys.at(-1);
  return { body: { Items: page.map((key) => items.get(key)), ...(more ? { LastEvaluatedKey: { keyId: { S: last } } } : {}) } };
}

const failure = (type: string): Answer => ({ status: 400, body: { __type: type, message: type } });

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
