import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { createHttpServer, listen, stopListening } from '../../../tools/local/http-server.ts';
import { bodyReader } from '../../../tools/local/read-body.ts';
import { eventually } from '../../support/eventually.ts';
import { post, sendRaw } from '../../support/raw-http.ts';

const bodies: unknown[] = [];
const readBody = bodyReader();
const server = createHttpServer(
  async (request, response) => {
    const body = await readBody(request);
    bodies.push(Buffer.isBuffer(body) ? body.toString() : body);
    response.end(JSON.stringify({ received: body.length }));
  },
  { headersTimeoutMs: 100, requestTimeoutMs: 200 },
);
let url: string;

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const slow = { status: 408, body: expect.stringContaining('"code":"request_timeout"') };

test('a request in time is answered', async () => {
  expect(await sendRaw(url, post('/', { 'content-length': 2 }, '{}'))).toMatchObject({ status: 200, body: '{"received":2}' });
});

test('headers that do not end are answered with 408', async () => {
  expect(await sendRaw(url, 'POST / HTTP/1.1\r\nhost: x\r\n')).toMatchObject(slow);
});

test('a body that stops is answered with 408, and whoever waits for it learns that the client is gone', async () => {
  bodies.length = 0;
  expect(await sendRaw(url, post('/', { 'content-length': 100 }, '{"half":'))).toMatchObject(slow);
  await eventually(() => (bodies.length > 0 ? true : undefined));
  expect(bodies).toEqual(['gone']);
});

test('a body that trickles is answered with 408', async () => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(post('/', { 'content-length': 1000 }));
  const trickle = setInterval(() => socket.write('x'), 10);
  let text = '';
  for await (const chunk of socket) text += chunk.toString();
  clearInterval(trickle);
  expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
});

test('an answer in the middle of which the connection turns to nonsense is broken off, not mixed with another', async () => {
  const halting = createHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('streamed');
  });
  const port = await listen(halting, '127.0.0.1', 0);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString();
    if (text.includes('streamed')) socket.write('nonsense\r\n\r\n');
  });
  await new Promise((closed) => socket.on('close', closed));
  expect(text).not.toContain('400');
  halting.close();
});

test('a taken port is named', async () => {
  const { port } = new URL(url);
  await expect(
    listen(
      createHttpServer(() => {}),
      '127.0.0.1',
      Number(port),
    ),
  ).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
});

test('an address may be named whole, as to a proxy', async () => {
  const named = createHttpServer((request, response) => response.end(JSON.stringify(request.url)));
  const port = await listen(named, '127.0.0.1', 0);
  const target = (uri: string) =>
    sendRaw(`http://127.0.0.1:${port}`, `GET ${uri} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  expect((await target('http://x:1/v1/models?a=/b')).body).toContain('"/v1/models?a=/b"');
  expect((await target('/v1/models?to=http://x/y')).body).toContain('"/v1/models?to=http://x/y"');
  named.close();
});

test('a request before nonsense on the same connection gets its own answer', async () => {
  const late = createHttpServer((_request, response) => {
    setTimeout(() => response.end('the answer'), 50);
  });
  const port = await listen(late, '127.0.0.1', 0);
  const answer = await sendRaw(`http://127.0.0.1:${port}`, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n', 'nonsense\r\n\r\n');
  expect(answer).toMatchObject({ status: 200, body: 'the answer' });
  late.close();
});

test('a server that takes no new connections answers on those that are there, and says that they end', async () => {
  const stopping = createHttpServer((_request, response) => response.end('answered'));
  const port = await listen(stopping, '127.0.0.1', 0);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () => fetchBy(agent, port);
  expect(await ask()).toMatchObject({ connection: 'keep-alive', body: 'answered' });
  stopListening(stopping);
  expect(await ask()).toMatchObject({ connection: 'close', body: 'answered' });
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  agent.destroy();
});

function fetchBy(agent: Agent, port: number): Promise<{ connection: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ agent, port, host: '127.0.0.1' }, async (response) => {
      let body = '';
      for await (const chunk of response) body += String(chunk);
      resolve({ connection: response.headers.connection, body });
    });
    request.on('error', reject);
  });
}
