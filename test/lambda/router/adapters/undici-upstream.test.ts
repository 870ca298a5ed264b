import type { ServerResponse } from 'node:http';
import { answerJson } from '../support/mock-upstream.ts';
import { send, serving, textOf } from '../support/sending.ts';

test('path, headers and body arrive; status, headers and body come back', async () => {
  const mock = await serving((response) => answerJson(response, 418, { a: 1 }, { 'x-thing': 'y' }));
  const response = await send(mock, {
    headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
    body: '{"größe":1}',
  });
  expect([response.status, response.headers['x-thing'], await textOf(response)]).toEqual([418, 'y', '{"a":1}']);
  expect(mock.seen).toMatchObject([
    {
      url: '/v1/chat/completions',
      body: '{"größe":1}',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
    },
  ]);
});

test('a slash at the end of the base URL makes no difference', async () => {
  const mock = await serving((response) => answerJson(response, 200, {}));
  await textOf(await send({ baseUrl: `${mock.baseUrl}/` }));
  expect(mock.seen[0]?.url).toBe('/v1/chat/completions');
});

test('connections are kept', async () => {
  const sockets = new Set<unknown>();
  const mock = await serving((response) => {
    sockets.add(response.socket);
    answerJson(response, 200, {});
  });
  for (let call = 0; call < 10; call++) await textOf(await send(mock));
  // A second one is opened when the next call comes before the first has put its connection back.
  expect(sockets.size).toBeLessThanOrEqual(2);
});

test('a body that comes before it is read is not lost', async () => {
  const mock = await serving((response) => response.end('whole'));
  const response = await send(mock);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(textOf(response)).resolves.toBe('whole');
});

test('hints before the answer are not taken for it', async () => {
  const mock = await serving((response) => {
    response.writeProcessing();
    answerJson(response, 200, {});
  });
  expect((await send(mock)).status).toBe(200);
});

test.each([
  ['more headers than are read', (response: ServerResponse) => response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end()],
  ['no HTTP', (response: ServerResponse) => response.socket?.end('SSH-2.0-OpenSSH_9.2\r\n')],
])('an upstream that answers with %s was reached: its answer is broken', async (_, answer) => {
  const mock = await serving(answer);
  await expect(send(mock)).rejects.toMatchObject({ name: 'UpstreamFailure', kind: 'broken' });
});
