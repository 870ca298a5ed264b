import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { apiEvent, chatEvent } from './support/events.ts';
import { fakeAws } from './support/fake-aws.ts';
import { temporaryFolder } from './support/files.ts';
import { answerJson, COMPLETION, mockUpstream } from './support/mock-upstream.ts';

// The deployed artefact in a process of its own, without anything of this repository around it.

const root = path.join(__dirname, '..', '..', '..');
const BUNDLE = path.join(root, 'dist', 'bundles', 'router', 'index.js');
const BUNDLER = path.join(root, 'tools', 'bundle.mjs');
const folder = temporaryFolder();
const config = path.join(folder, 'router.json');
writeFileSync(config, '{"version":1,"models":{"echo":{"kind":"echo"},"hash":{"kind":"hashing-embedder","dimensions":8}}}');

const ENVIRONMENT = {
  PATH: process.env.PATH,
  ROUTER_CONFIG: `file:${config}`,
  USAGE_LEDGER: `sqlite:${path.join(folder, 'usage.db')}`,
  SECRETS: 'env:',
};

const STREAMING = `
  const { PassThrough } = require('node:stream');
  globalThis.awslambda = {
    streamifyResponse: (handler) => handler,
    HttpResponseStream: { from: (stream, metadata) => Object.assign(stream, { metadata }) },
  };
  const answer = async (handler, event) => {
    const stream = new PassThrough();
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    await handler(event, stream, {});
    return { ...stream.metadata, body: Buffer.concat(chunks).toString() };
  };`;

const BUFFERED = 'const answer = (handler, event) => handler(event, {});';

interface BundleAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the bundle answers; the last line of its output. */
async function ask(runtime: string, event: unknown, environment: NodeJS.ProcessEnv = ENVIRONMENT): Promise<BundleAnswer> {
  const script = `${runtime}
    const { handler } = require(${JSON.stringify(BUNDLE)});
    answer(handler, ${JSON.stringify(event)}).then((result) => console.log(JSON.stringify(result)));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', '-e', script], {
    cwd: folder,
    env: environment,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

test.each([
  ['streams', STREAMING],
  ['buffers', BUFFERED],
])('the bundle %s a chat, by what the runtime offers', async (_, runtime) => {
  const whole = await ask(runtime, chatEvent({ model: 'echo' }));
  expect([whole.statusCode, JSON.parse(whole.body).object]).toEqual([200, 'chat.completion']);
  const streamed = await ask(runtime, chatEvent({ model: 'echo', stream: true }));
  expect([streamed.headers['content-type'], streamed.body.endsWith('data: [DONE]\n\n')]).toEqual([
    'text/event-stream; charset=utf-8',
    true,
  ]);
});

test('the bundle embeds', async () => {
  const { body } = await ask(BUFFERED, apiEvent('POST', '/v1/embeddings', { model: 'hash', input: 'a' }));
  expect(JSON.parse(body).data[0].embedding).toHaveLength(8);
});

test('the bundle works with AppConfig, DynamoDB and Secrets Manager', async () => {
  const aws = await fakeAws();
  const upstream = await mockUpstream((response) => answerJson(response, 200, COMPLETION));
  try {
    const target = { kind: 'openai', baseUrl: upstream.baseUrl, apiKey: { secret: 'openai/api-key' } };
    aws.configuration = JSON.stringify({ version: 1, models: { gpt: target } });
    aws.secrets.set('openai/api-key', 'sk-upstream');
    const { statusCode, body } = await ask(STREAMING, chatEvent({ model: 'gpt' }), {
      ...process.env,
      ROUTER_CONFIG: 'appconfig:platform/eu-west-1/router',
      USAGE_LEDGER: 'dynamodb:usage',
      SECRETS: 'secretsmanager:',
    });
    expect([statusCode, JSON.parse(body)]).toEqual([200, COMPLETION]);
    expect(upstream.seen[0]?.headers.authorization).toBe('Bearer sk-upstream');
    expect([...aws.items.values()]).toMatchObject([
      { model: { S: 'gpt' }, inputTokens: { N: '12' }, region: { S: 'eu-west-1' } },
    ]);
  } finally {
    await upstream.close();
    await aws.close();
  }
});

test('a wrong environment is a sentence', async () => {
  await expect(ask(BUFFERED, {}, { ...ENVIRONMENT, SECRETS: 'vault:' })).rejects.toThrow(
    "environment variable SECRETS is 'vault:'; it must start with one of env:, secretsmanager:",
  );
});

test("loading the bundle reads less than half a megabyte: no client of AWS or Redis, no other provider's API", async () => {
  const script = `require(${JSON.stringify(BUNDLE)}); console.log(JSON.stringify(Object.keys(require.cache))); process.exit();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: {
      ...ENVIRONMENT,
      USAGE_LEDGER: 'dynamodb:usage',
      SECRETS: 'secretsmanager:',
      QUOTA: 'redis://127.0.0.1:1',
      ROUTER_CONFIG: 'appconfig:a/b/c',
    },
  });
  const code = (JSON.parse(stdout) as string[]).map((file) => readFileSync(file, 'utf8')).join('');
  expect(code.length).toBeLessThan(512 * 1024);
  expect(code).not.toMatch(/DynamoDB_20120810|GetSecretValueRequest|CLUSTERDOWN|converse-stream/);
});

test('bundling gives the same bytes, wherever they are written', async () => {
  const places = ['one', path.join('another', 'place')].map((name) => path.join(folder, name));
  const script = `import(${JSON.stringify(BUNDLER)}).then(async ({ bundle }) => {
    for (const place of ${JSON.stringify(places)}) await bundle(place);
  })`;
  await promisify(execFile)(process.execPath, ['-e', script]);
  const [one, other] = places.map((place) => {
    const files = readdirSync(path.join(place, 'router')).sort();
    return files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(place, 'router', name)))
        .digest('hex'),
    ]);
  });
  expect(one?.map(([name]) => name)).toContain('index.js');
  expect(other).toEqual(one);
}, 60_000);
