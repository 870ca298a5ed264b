import { readdirSync, rmSync } from 'node:fs';
import OpenAI from 'openai';
import { eventually } from '../../support/eventually.ts';
import { blueprint, type LocalPlatform, startPlatform, temporaryFolder } from '../../support/local-platform.ts';
import { type MockUpstream, startMockUpstream } from '../../support/mock-upstream.ts';
import { usageRows } from '../../support/usage-rows.ts';

let folder: string;
let upstream: MockUpstream;
const started: LocalPlatform[] = [];

beforeAll(async () => {
  upstream = await startMockUpstream();
});

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((platform) => platform.stop()));
  rmSync(folder, { recursive: true, force: true });
});

afterAll(() => upstream.close());

async function start(...args: readonly string[]): Promise<LocalPlatform> {
  const platform = await startPlatform(['--state', folder, ...args], { OPENAI_BASE_URL: upstream.url });
  started.push(platform);
  return platform;
}

const clientOf = ({ url, apiKey }: LocalPlatform) => new OpenAI({ baseURL: url, apiKey, maxRetries: 0 });

async function endlessStream(platform: LocalPlatform): Promise<AsyncIterator<unknown>> {
  const stream = await clientOf(platform).chat.completions.create({
    model: 'endless',
    messages: [{ role: 'user', content: 'x' }],
    stream: true,
  });
  const chunks = stream[Symbol.asyncIterator]();
  await chunks.next();
  return chunks;
}

test('the first line on stdout names address, key and process; later lines are the log', async () => {
  const platform = await start();
  expect(platform.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  expect(platform.apiKey).toMatch(/^sk-[a-z0-9]{16}-[\w-]{43}$/);
  expect(() => process.kill(platform.pid, 0)).not.toThrow();
  await clientOf(platform).chat.completions.create({ model: 'echo', messages: [{ role: 'user', content: 'x' }] });
  const line = await eventually(() => /\n(.+)\n/.exec(platform.stdout())?.[1]);
  expect(JSON.parse(line)).toHaveProperty('level');
});

test('it goes on when nobody reads its log any more', async () => {
  const platform = await start();
  platform.stopReading();
  for (let i = 0; i < 5; i += 1) {
    const answer = await clientOf(platform).chat.completions.create({
      model: 'echo',
      messages: [{ role: 'user', content: 'x' }],
    });
    expect(answer.choices).toHaveLength(1);
  }
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it with exit code 0 and frees the port', async (signal) => {
  const platform = await start();
  await clientOf(platform).models.list();
  platform.signal(signal);
  expect(await platform.exited).toMatchObject({ code: 0, stderr: '' });
  await expect(fetch(`${platform.url}/models`)).rejects.toThrow('fetch failed');
  expect(readdirSync(folder).filter((name) => name.startsWith('router-'))).toEqual([]);
});

test('while it stops it takes no new connection; a second Ctrl-C ends running requests at once', async () => {
  const platform = await start();
  const chunks = await endlessStream(platform);
  platform.signal('SIGINT');
  await eventually(() =>
    fetch(`${platform.url}/models`).then(
      () => undefined,
      () => true,
    ),
  );
  expect(await chunks.next()).toMatchObject({ done: false });
  await new Promise((later) => setTimeout(later, 400));
  platform.signal('SIGINT');
  expect((await platform.exited).code).toBe(0);
});

test('npm and the terminal both send the same Ctrl-C: that is one', async () => {
  const platform = await start();
  const chunks = await endlessStream(platform);
  platform.signal('SIGINT');
  platform.signal('SIGINT');
  await eventually(() =>
    fetch(`${platform.url}/models`).then(
      () => undefined,
      () => true,
    ),
  );
  expect(await chunks.next()).toMatchObject({ done: false });
});

test('requests that do not end are ended after five seconds: their clients are told so, and what they used is recorded', async () => {
  const platform = await start();
  const chunks = await endlessStream(platform);
  const whole = clientOf(platform).chat.completions.create({ model: 'silent', messages: [{ role: 'user', content: 'x' }] });
  const refused = expect(whole).rejects.toMatchObject({ status: 503, code: 'server_stopping' });
  await eventually(() => (upstream.received.some(({ body }) => body.model === 'silent') ? true : undefined));
  platform.signal('SIGTERM');
  await expect(
    (async () => {
      while (!(await chunks.next()).done);
    })(),
  ).rejects.toThrow('This server stops before the answer is complete. Send the request again.');
  await refused;
  expect((await platform.exited).code).toBe(0);
  const rows = usageRows(folder).sort((a, b) => String(a.model).localeCompare(String(b.model)));
  expect(rows).toMatchObject([
    { model: 'endless', partial: true },
    { model: 'silent', partial: true },
  ]);
  expect(platform.stdout().match(/"failure":"stopped: the platform stopped"/g)).toHaveLength(2);
}, 15_000);

test('without --json it prints a line to copy', async () => {
  const { child, exited, stdout } = blueprint(['serve', '--port', '0', '--state', folder]);
  await eventually(() => (stdout().includes('Ctrl-C') ? true : undefined));
  const key = /sk-[\w-]+/.exec(stdout())?.[0];
  expect(stdout()).toContain(`curl http://127.0.0.1:`);
  expect(stdout()).toContain(`-H 'authorization: Bearer ${key}'`);
  expect(stdout()).toContain(folder);
  expect(stdout()).toContain('echo, hashing-embedder');
  child.kill('SIGINT');
  expect((await exited).code).toBe(0);
});
