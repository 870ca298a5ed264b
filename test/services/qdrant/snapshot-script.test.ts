import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SNAPSHOT_SCRIPT } from '../../../services/qdrant/snapshot-script.ts';

type Answer = readonly [status: number, body: string];
const servers: Server[] = [];
const asked: string[] = [];

/** A pod that answers as Qdrant's REST interface does. */
async function pod(answers: Readonly<Record<string, Answer>>): Promise<string> {
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['api-key']}`);
    const [status, body] = answers[`${request.method} ${request.url}`] ?? [404, '{}'];
    response.writeHead(status).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs the script as the job does. */
const run = (pods: readonly string[]) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
    const env = { PODS: pods.join(','), SERVER_NAME: 'qdrant.example.com', API_KEY: 'key' };
    const child = spawn(process.execPath, ['-e', SNAPSHOT_SCRIPT], { env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part) => (out += part));
    child.stderr.on('data', (part) => (err += part));
    child.once('error', reject).once('close', (code) => resolve({ code, out, err }));
  });

const result = (value: unknown): Answer => [200, JSON.stringify({ result: value, status: 'ok', time: 0 })];
const snapshot = result({ name: 'a-1.snapshot', size: 10 });

beforeEach(() => asked.splice(0));
afterAll(() => {
  for (const server of servers) server.close();
});

test('every pod is asked for a snapshot of each collection, with the key', async () => {
  const pods = await Promise.all(
    [1, 2].map(() =>
      pod({
        'GET /collections': result({ collections: [{ name: 'a b' }] }),
        'POST /collections/a%20b/snapshots?wait=true': snapshot,
      }),
    ),
  );
  const { code, out } = await run(pods);
  expect(code).toBe(0);
  expect(asked).toEqual([1, 2].flatMap(() => ['GET /collections key', 'POST /collections/a%20b/snapshots?wait=true key']));
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([{ collection: 'a b', snapshot: 'a-1.snapshot', bytes: 10 }, { collection: 'a b' }]);
});

test('one that fails or answers garbage is reported, and the others are made all the same', async () => {
  const broken = await pod({ 'GET /collections': [200, '<html>'] });
  const partly = await pod({
    'GET /collections': result({ collections: [{ name: 'bad' }, { name: 'good' }] }),
    'POST /collections/bad/snapshots?wait=true': [500, 'no disk'],
    'POST /collections/good/snapshots?wait=true': snapshot,
  });
  const { code, out, err } = await run([broken, 'http://127.0.0.1:1', partly]);
  expect(code).toBe(1);
  expect(
    err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message),
  ).toEqual(['no JSON: <html>', expect.stringContaining('ECONNREFUSED'), '500 no disk']);
  expect(out).toContain('"collection":"good"');
});
