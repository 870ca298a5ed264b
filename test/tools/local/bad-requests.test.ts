import { connect } from 'node:net';
import { type LocalPlatform, startPlatform } from '../../support/local-platform.ts';
import { post, type RawAnswer, sendRaw } from '../../support/raw-http.ts';

let platform: LocalPlatform;
let authorization: string;

beforeAll(async () => {
  platform = await startPlatform();
  authorization = `Bearer ${platform.apiKey}`;
}, 30_000);

afterAll(() => platform.stop());

afterEach(async () => {
  const alive = await fetch(`${platform.url}/models`, { headers: { authorization } });
  expect(alive.status).toBe(200);
});

const chat = '/v1/chat/completions';
const good = JSON.stringify({ model: 'echo', messages: [{ role: 'user', content: 'x' }] });

/** The status, and that the body is an error as OpenAI's clients expect it. */
function refusal({ status, body }: RawAnswer): number {
  const { error } = JSON.parse(body) as { error: Record<string, unknown> };
  expect(Object.keys(error).sort()).toEqual(['code', 'message', 'param', 'type']);
  expect(error).toMatchObject({ message: expect.stringMatching(/.\.$/s), type: 'invalid_request_error' });
  return status;
}

async function sendBody(body: string | Buffer, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const response = await fetch(`${platform.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
  return { status: response.status, headers: '', body: await response.text() };
}

const deep = `{"model":"echo","messages":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;

test.each<[string, string | Buffer, number]>([
  ['empty', '', 400],
  ['blank', ' \n', 400],
  ['half of some JSON', '{"model":', 400],
  ['no object', '[]', 400],
  ['null', 'null', 400],
  ['deep', deep, 400],
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400],
  ['without a model', '{"messages":[]}', 400],
  ['with a model that is no text', '{"model":7,"messages":[{"role":"user","content":"x"}]}', 400],
  ['with messages that are no list', '{"model":"echo","messages":"x"}', 400],
  ['about an unknown model', '{"model":"nope","messages":[{"role":"user","content":"x"}]}', 404],
])('a body that is %s is refused', async (_, body, status) => {
  expect(refusal(await sendBody(body))).toBe(status);
});

test('a body of another type is refused', async () => {
  expect(refusal(await sendBody(good, { 'content-type': 'text/plain' }))).toBe(415);
});

describe('a body of more than 10 MB', () => {
  const huge = 10 * 1024 * 1024 + 1;

  test('is refused as soon as its length is known', async () => {
    expect(refusal(await sendRaw(platform.url, post(chat, { authorization, 'content-length': huge }, '{')))).toBe(413);
  });

  test('is not asked for by a client that waits for 100 Continue', async () => {
    const answer = await sendRaw(platform.url, post(chat, { authorization, 'content-length': huge, expect: '100-continue' }));
    expect(refusal(answer)).toBe(413);
  });

  test('is refused when it comes in chunks of unknown number', async () => {
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 0x20), Buffer.from('\r\n')]);
    const head = post(chat, { authorization, 'transfer-encoding': 'chunked' });
    expect(refusal(await sendRaw(platform.url, head, ...Array.from({ length: 12 }, () => chunk)))).toBe(413);
  });

  test('is refused to a client that sends all of it', async () => {
    expect(refusal(await sendBody(Buffer.alloc(huge, 0x20)))).toBe(413);
  });
});

test('a client that waits for 100 Continue gets it, and its answer', async () => {
  const { hostname, port } = new URL(platform.url);
  const socket = connect(Number(port), hostname);
  socket.write(post(chat, { authorization, 'content-length': good.length, expect: '100-continue', connection: 'close' }));
  let text = '';
  for await (const chunk of socket) {
    if (text === '') socket.write(good);
    text += chunk.toString();
  }
  expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
});

test.each([
  ['half a body', () => post(chat, { authorization, 'content-length': 1000 }, '{"model":')],
  ['half a header', () => 'POST /v1/chat/completions HTTP/1.1\r\nhost: loc'],
  ['nothing', () => ''],
])('a client that leaves after %s harms nobody', async (_, text) => {
  const { hostname, port } = new URL(platform.url);
  for (let i = 0; i < 20; i += 1) {
    const socket = connect(Number(port), hostname);
    await new Promise<void>((sent) => socket.write(text() || '\r\n', () => sent()));
    socket.resetAndDestroy();
  }
});

test.each([
  ['no HTTP', 'hello\r\n\r\n'],
  ['the start of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a method that does not exist', 'FETCH /v1/models HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['two lengths', 'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\n{}'],
  [
    'a length and chunks',
    'POST /v1/embeddings HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['a chunk that is none', 'POST /v1/embeddings HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  ['no host', 'GET /v1/models HTTP/1.1\r\n\r\n'],
  ['a broken path', 'GET /v1/models/%zz HTTP/1.1\r\nhost: x\r\n\r\n'],
])('%s is answered with 400', async (_, text) => {
  expect(refusal(await sendRaw(platform.url, text))).toBe(400);
});

test('headers that are too large are answered with 431', async () => {
  expect(refusal(await sendRaw(platform.url, `GET /v1/models HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(20_000)}\r\n\r\n`))).toBe(
    431,
  );
});

test('unknown paths and methods are named as such', async () => {
  const ask = async (path: string, method: string) => {
    const response = await fetch(new URL(path, platform.url), { method });
    return {
      status: response.status,
      allow: response.headers.get('allow'),
      body: method === 'HEAD' ? '' : await response.text(),
    };
  };
  expect(await ask('/', 'GET')).toMatchObject({ status: 404, body: expect.stringContaining('unknown_url') });
  expect(await ask('/v1/nothing', 'POST')).toMatchObject({ status: 404 });
  expect(await ask('/v1/models/', 'GET')).toMatchObject({ status: 404 });
  expect(await ask('/v1/chat/completions', 'GET')).toMatchObject({ status: 405, allow: 'POST' });
  expect(await ask('/v1/models', 'DELETE')).toMatchObject({ status: 405, allow: 'GET' });
  expect(await ask('/v1/models', 'HEAD')).toMatchObject({ status: 405 });
});

test('the health check needs no key', async () => {
  expect((await fetch(new URL('/healthz', platform.url))).status).toBe(200);
});

test('many requests on one connection are answered in order', async () => {
  const request = (i: number) => {
    const body = JSON.stringify({ model: 'echo', messages: [{ role: 'user', content: `number-${i}` }] });
    return post(chat, { authorization, 'content-length': body.length, connection: i === 9 ? 'close' : 'keep-alive' }, body);
  };
  const { hostname, port } = new URL(platform.url);
  const socket = connect(Number(port), hostname);
  socket.write(Array.from({ length: 10 }, (_, i) => request(i)).join(''));
  let text = '';
  for await (const chunk of socket) text += chunk.toString();
  expect(text.match(/number-\d/g)).toEqual(Array.from({ length: 10 }, (_, i) => `number-${i}`));
});
