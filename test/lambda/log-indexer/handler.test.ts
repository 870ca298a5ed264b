import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const message = '{"level":"info"}';
const sent = (messages: readonly string[]) => {
  const batch = {
    ...{ messageType: 'DATA_MESSAGE', logGroup: 'g', logStream: 's', subscriptionFilters: ['router'] },
    logEvents: messages.map((text, id) => ({ id: `${id}`, timestamp: 1_795_000_000_000, message: text })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } };
};

test('a packed batch arrives as signed bulk requests that no one is too large for', async () => {
  const requests: { readonly url?: string | undefined; readonly authorization?: string | undefined; readonly body: string }[] =
    [];
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    requests.push({ url: request.url, authorization: request.headers.authorization, body });
    const items = Array.from({ length: body.trim().split('\n').length / 2 }, () => ({ index: { status: 201 } }));
    // Busy at first.
    if (requests.length === 1) response.writeHead(429).end('{}');
    else response.end(JSON.stringify({ errors: false, items }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(process.env, {
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' },
    LOG_COLLECTION: `opensearch:http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  const { handler } = await import('../../../lambda/log-indexer/handler.ts');
  await handler(sent([message, 'x'.repeat(1_999_000), 'y'.repeat(5000)]));
  server.close();
  server.closeAllConnections();

  expect(requests.map(({ url }) => url)).toEqual(['/_bulk', '/_bulk', '/_bulk']);
  expect(requests[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/aoss\/aws4_request/);
  // The first part was refused, and is written again alone.
  expect(requests.map(({ body }) => body.split('\n').length - 1)).toEqual([4, 2, 4]);
  expect(
    requests[0]?.body
      .split('\n')
      .slice(0, 2)
      .map((line) => JSON.parse(line)),
  ).toEqual([{ index: { _index: 'logs-router' } }, expect.objectContaining({ id: '0', message, fields: { level: 'info' } })]);
});
