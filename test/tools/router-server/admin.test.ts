import type { Server } from 'node:http';
import { listen } from '../../../tools/local/http-server.ts';
import type { StreamingHandler } from '../../../tools/local/lambda-runtime.ts';
import { createAdmin } from '../../../tools/router-server/admin.ts';
import { readinessOf } from '../../../tools/router-server/readiness.ts';

let status = 503;
let asked: unknown[] = [];
let open = true;
let admin: Server;
let url = '';

const router: StreamingHandler = async (event, response) => {
  asked.push(event);
  if (status === 0) throw new Error('no such table');
  response.writeHead(status).end('{}');
};

beforeEach(async () => {
  [status, asked, open] = [503, [], true];
  const metrics = { scrape: async () => ({ text: 'llm_requests_total 1\n', type: 'text/plain; version=0.0.4' }) };
  admin = createAdmin({ metrics, readiness: readinessOf(router, 'acme', () => open) });
  url = `http://127.0.0.1:${await listen(admin, '127.0.0.1', 0)}`;
});
afterEach(() => {
  admin.closeAllConnections();
  admin.close();
});

const readyz = async () => (await fetch(`${url}/readyz`)).status;

test('it is ready once the router has told its models, and is not asked again', async () => {
  expect(await readyz()).toBe(503);
  status = 200;
  expect(await readyz()).toBe(200);
  status = 503;
  expect(await readyz()).toBe(200);
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatchObject({ httpMethod: 'GET', path: '/v1/models', requestContext: { authorizer: { tenant: 'acme' } } });
});

test('it is not ready while the router fails, nor when connections are no longer taken', async () => {
  status = 0;
  expect(await readyz()).toBe(503);
  status = 200;
  expect(await readyz()).toBe(200);
  open = false;
  expect(await readyz()).toBe(503);
});

test('metrics are there, and nothing of the API', async () => {
  const metrics = await fetch(`${url}/metrics`);
  expect([metrics.status, metrics.headers.get('content-type'), await metrics.text()]).toEqual([
    200,
    'text/plain; version=0.0.4',
    'llm_requests_total 1\n',
  ]);
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect((await fetch(`${url}/v1/models`)).status).toBe(404);
  expect((await fetch(`${url}/livez`, { method: 'POST' })).status).toBe(404);
});
