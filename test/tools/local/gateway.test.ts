import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGateway, type Gateway } from '../../../tools/local/gateway.ts';
import type { StreamingHandler } from '../../../tools/local/lambda-runtime.ts';
import { eventually } from '../../support/eventually.ts';

const closing: (() => void)[] = [];

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => {
  jest.restoreAllMocks();
  for (const close of closing.splice(0)) close();
});

async function serve(router: StreamingHandler): Promise<{ gateway: Gateway; url: string }> {
  const review = async () => ({ statusCode: 200, headers: {}, body: 'reviewed' });
  const gateway = createGateway({
    admit: async () => ({ kind: 'admitted', authorizer: { tenant: 'research' } }),
    router,
    review,
  });
  const server = createServer(gateway.answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { gateway, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/models` };
}

test('what the handler writes is the answer', async () => {
  const { url } = await serve(async (_event, response) => {
    response.writeHead(201, { 'x-own': 'yes' });
    response.write('one ');
    response.end('two');
  });
  const answer = await fetch(url);
  expect([answer.status, answer.headers.get('x-own'), await answer.text()]).toEqual([201, 'yes', 'one two']);
});

test('without a function for reviews there are no URLs of theirs', async () => {
  const gateway = createGateway({ admit: async () => ({ kind: 'admitted', authorizer: {} }), router: async () => {} });
  const server = createServer(gateway.answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/v1/reviews`, { headers: { connection: 'close' } });
  expect([answer.status, await answer.json()]).toMatchObject([404, { error: { type: 'invalid_request_error' } }]);
});

test('the handler gets the event and a context that counts down', async () => {
  const seen: unknown[] = [];
  const { url } = await serve(async (event, response, context) => {
    seen.push(event, context.awsRequestId, context.getRemainingTimeInMillis());
    response.end();
  });
  await fetch(url);
  expect(seen[0]).toMatchObject({
    resource: '/v1/models',
    requestContext: { requestId: seen[1], authorizer: { tenant: 'research' } },
  });
  expect(seen[2]).toBeGreaterThan(800_000);
});

test.each<[string, StreamingHandler]>([
  ['fails', () => Promise.reject(new Error('secret detail'))],
  [
    'throws',
    () => {
      throw new Error('secret detail');
    },
  ],
  ['ends without an answer', async () => {}],
])('a handler that %s is answered with 502, without its reason', async (_, router) => {
  const { url, gateway } = await serve(router);
  const answer = await fetch(url);
  expect(answer.status).toBe(502);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ error: { type: 'server_error' } });
  expect(text).not.toContain('secret detail');
  expect(gateway.running()).toBe(0);
});

test('a handler that fails in the middle breaks the answer off, visibly', async () => {
  const { url } = await serve(async (_event, response) => {
    response.writeHead(200);
    response.write('half');
    await eventually(() => (response.writableLength === 0 ? true : undefined));
    throw new Error('died');
  });
  const answer = await fetch(url);
  await expect(answer.text()).rejects.toThrow('terminated');
});

test('a client that leaves closes the stream; the request runs until the handler is done', async () => {
  let stream: ServerResponse | undefined;
  let finish = (): void => {};
  const { url, gateway } = await serve(async (_event, response) => {
    stream = response;
    response.writeHead(200);
    response.write('first');
    await new Promise<void>((settle) => {
      finish = settle;
    });
  });
  const leaving = new AbortController();
  const answer = await fetch(url, { signal: leaving.signal });
  expect(gateway.running()).toBe(1);
  leaving.abort();
  await expect(answer.text()).rejects.toThrow('aborted');
  await eventually(() => (stream?.destroyed ? true : undefined));
  expect(stream?.write('into the void')).toBe(false);
  expect(gateway.running()).toBe(1);
  finish();
  await eventually(() => (gateway.running() === 0 ? true : undefined));
});
