import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyOf } from './mock-upstream.ts';

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string; readonly BOOL?: boolean }>>;

/** Speaks as much of DynamoDB, Secrets Manager and AppConfig as the router uses, on loopback. */
export interface FakeAws {
  /** By `pk` and `sk`. */
  readonly items: Map<string, Item>;
  /** Secret strings by name. */
  readonly secrets: Map<string, string>;
  /** What AppConfig has deployed. */
  configuration: string;
  /** Bodies and delays of the messages that were sent to SQS. */
  readonly messages: { readonly MessageBody: string; readonly DelaySeconds: number }[];
  /** While true every call is answered with 500. */
  failing: boolean;
  /** Names of the calls so far, e.g. `PutItem`. */
  readonly calls: string[];
  close(): Promise<void>;
}

/** Starts the fake and points the SDK at it by the environment, until `close`. */
export async function fakeAws(): Promise<FakeAws> {
  const state: Omit<FakeAws, 'close'> = {
    ...{ items: new Map(), secrets: new Map(), configuration: '', failing: false, calls: [], messages: [] },
  };
  const sessions = new AppConfigSessions();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const name = operationOf(request);
    state.calls.push(name);
    if (state.failing) reply(response, 500, { message: 'the fake fails' });
    else if (name === 'PutItem') putItem(state.items, JSON.parse(body), response);
    else if (name === 'DeleteItem') deleteItem(state.items, JSON.parse(body).Key, response);
    else if (name === 'Query') queryItems(state.items, JSON.parse(body), response);
    else if (name === 'SendMessage') {
      state.messages.push(JSON.parse(body));
      reply(response, 200, { MessageId: 'message-1' });
    } else if (name === 'GetSecretValue') getSecretValue(state.secrets, JSON.parse(body).SecretId, response);
    else if (name === 'StartConfigurationSession') reply(response, 201, { InitialConfigurationToken: sessions.start() });
    else sessions.latest(request, state.configuration, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const restore = environment({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  return Object.assign(state, {
    close: async () => {
      restore();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

class AppConfigSessions {
  #tokens = 0;
  readonly #sent = new Map<string, string>();

  start(): string {
    const token = `token-${++this.#tokens}`;
    this.#sent.set(token, '');
    return token;
  }

  /** As AppConfig does: a token is good for one call, and an unchanged configuration is answered with nothing. */
  latest(request: IncomingMessage, configuration: string, response: ServerResponse): void {
    const token = new URL(request.url ?? '', 'http://fake').searchParams.get('configuration_token') ?? '';
    const sent = this.#sent.get(token);
    this.#sent.delete(token);
    if (sent === undefined) {
      reply(response, 400, { message: 'unknown token' }, 'BadRequestException');
      return;
    }
    const next = this.start();
    this.#sent.set(next, configuration);
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'next-poll-configuration-token': next,
      'next-poll-interval-in-seconds': '60',
    });
    response.end(sent === configuration ? '' : configuration);
  }
}

interface Put {
  readonly Item: Item;
  readonly ConditionExpression?: string;
}

/** Knows the two conditions that are used. */
function putItem(items: Map<string, Item>, { Item: item, ConditionExpression = '' }: Put, response: ServerResponse): void {
  const key = `${item.pk?.S} ${item.sk?.S}`;
  const there = items.get(key);
  const replaces = ConditionExpression.endsWith(' OR abandoned = :yes') && there?.abandoned?.BOOL === true;
  const exists = there !== undefined && !replaces;
  if (!exists) items.set(key, item);
  if (exists) reply(response, 400, { message: 'exists' }, 'ConditionalCheckFailedException');
  else reply(response, 200, {});
}

function deleteItem(items: Map<string, Item>, key: Item, response: ServerResponse): void {
  items.delete(`${key.pk?.S} ${key.sk?.S}`);
  reply(response, 200, {});
}

interface Query {
  readonly ExpressionAttributeValues: Item;
  readonly ExclusiveStartKey?: Item;
  readonly Limit: number;
}

/** The newest rows of a partition whose sort key begins with a text, page by page. */
function queryItems(items: Map<string, Item>, query: Query, response: ServerResponse): void {
  const { ':pk': pk, ':principal': start, ':from': from } = query.ExpressionAttributeValues;
  if (from !== undefined) {
    queryUsage(items, query, response);
    return;
  }
  const after = query.ExclusiveStartKey?.sk?.S;
  const found = [...items.values()]
    .filter((item) => item.pk?.S === pk?.S && item.sk?.S?.startsWith(start?.S ?? ''))
    .sort((one, other) => ((one.sk?.S ?? '') < (other.sk?.S ?? '') ? 1 : -1))
    .filter(({ sk }) => after === undefined || (sk?.S ?? '') < after);
  const page = found.slice(0, query.Limit);
  const last = found.length > page.length ? page.at(-1) : undefined;
  reply(response, 200, { Items: page, ...(last && { LastEvaluatedKey: { pk: last.pk, sk: last.sk } }) });
}

/** Rows of a partition between two sort keys, at most two a page so that readers have to page. */
function queryUsage(items: Map<string, Item>, query: Query, response: ServerResponse): void {
  const { ':pk': pk, ':from': from, ':to': to } = query.ExpressionAttributeValues;
  const after = query.ExclusiveStartKey?.sk?.S ?? '';
  const keyOf = (item: Item) => item.sk?.S ?? '';
  const found = [...items.values()]
    .filter((item) => item.pk?.S === pk?.S && keyOf(item) >= (from?.S ?? '') && keyOf(item) <= (to?.S ?? ''))
    .filter((item) => keyOf(item) > after)
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const page = found.slice(0, Math.min(2, query.Limit));
  const last = found.length > page.length ? page.at(-1) : undefined;
  reply(response, 200, { Items: page, ...(last && { LastEvaluatedKey: { pk: last.pk, sk: last.sk } }) });
}

function getSecretValue(secrets: Map<string, string>, name: string, response: ServerResponse): void {
  const SecretString = secrets.get(name);
  if (SecretString === undefined) reply(response, 400, { message: 'not found' }, 'ResourceNotFoundException');
  else reply(response, 200, { Name: name, SecretString });
}

function operationOf({ method, headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  return method === 'POST' ? 'StartConfigurationSession' : 'GetLatestConfiguration';
}

function reply(response: ServerResponse, status: number, value: object, error?: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...(error && { 'x-amzn-errortype': error }) });
  response.end(JSON.stringify(error ? { __type: error, ...value } : value));
}

/** Sets variables and gives back what undoes it. */
function environment(values: Readonly<Record<string, string>>): () => void {
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
