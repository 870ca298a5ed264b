import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jsonClient } from '../../../../lambda/common/vectors/adapters/json-http.ts';
import { openSearchEngine } from '../../../../lambda/common/vectors/adapters/opensearch.ts';
import { qdrantEngine } from '../../../../lambda/common/vectors/adapters/qdrant.ts';
import { checked } from '../../../../lambda/common/vectors/checked.ts';
import { freePort } from '../../../../tools/emulator/free-port.ts';
import { CREDENTIALS } from './fakes/server.ts';
import { MODEL, record, vectorOf } from './support.ts';

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function answering(respond: (path: string) => { status: number; body: string }): Promise<string> {
  const server = createServer((incoming, response) => {
    incoming.resume();
    const { status, body } = respond(incoming.url ?? '');
    response.writeHead(status, status === 302 ? { location: 'https://example.com/' } : {}).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a failure is told by engine, request and status, without what was sent or answered', async () => {
  const url = await answering(() => ({ status: 500, body: '{"error":"failed to parse [a secret text]"}' }));
  const ask = jsonClient('qdrant', url, async () => ({}));
  await expect(ask('POST', '/points', { text: 'a secret text' })).rejects.toThrow(
    /^qdrant: POST \/points was answered with status 500$/,
  );
});

test('nobody is followed elsewhere with a key, and a server that is not there is named with its reason', async () => {
  const moved = await answering(() => ({ status: 302, body: '' }));
  await expect(jsonClient('qdrant', moved, async () => ({}))('GET', '/')).rejects.toThrow(/^qdrant: GET \/ had no answer: /);
  const nowhere = jsonClient('qdrant', `http://127.0.0.1:${await freePort()}`, async () => ({}));
  await expect(nowhere('GET', '/')).rejects.toThrow(/^qdrant: GET \/ had no answer: ECONNREFUSED$/);
});

test('an answer that is not JSON is one without a body', async () => {
  const url = await answering(() => ({ status: 200, body: '<html>' }));
  expect(await jsonClient('x', url, async () => ({}))('GET', '/')).toEqual({ status: 200, body: undefined });
  await expect(checked(qdrantEngine(url)).open({ name: 'n', model: 'm', dimension: 2 })).rejects.toThrow(
    "index n holds vectors of ''",
  );
});

test('records that OpenSearch refuses one by one are a failure', async () => {
  const index = { docs: { mappings: { _meta: { model: MODEL }, properties: { vector: { dimension: 2 } } } } };
  const url = await answering((path) => ({
    status: 200,
    body: JSON.stringify(
      path.endsWith('_bulk') ? { errors: true, items: [{ index: { status: 201 } }, { index: { status: 429 } }] } : index,
    ),
  }));
  const database = checked(openSearchEngine(url, { region: 'eu-west-1', credentials: async () => CREDENTIALS }));
  const opened = await database.open({ name: 'docs', model: MODEL, dimension: 2 });
  const records = [record('a', vectorOf(1, 0)), record('b', vectorOf(0, 1))];
  await expect(opened.upsert('t', records)).rejects.toThrow('opensearch: 1 of 2 records refused, status 429');
});
