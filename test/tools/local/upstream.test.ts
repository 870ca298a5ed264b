import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import OpenAI from 'openai';
import { eventually } from '../../support/eventually.ts';
import { type LocalPlatform, startPlatform } from '../../support/local-platform.ts';
import { type MockUpstream, startMockUpstream } from '../../support/mock-upstream.ts';
import { usageRows } from '../../support/usage-rows.ts';

let upstream: MockUpstream;
let platform: LocalPlatform;
let client: OpenAI;

beforeAll(async () => {
  upstream = await startMockUpstream();
  platform = await startPlatform([], { OPENAI_BASE_URL: `${upstream.url}/`, OPENAI_API_KEY: 'sk-upstream' });
  client = new OpenAI({ baseURL: platform.url, apiKey: platform.apiKey, maxRetries: 0 });
}, 30_000);

afterAll(async () => {
  await platform.stop();
  await upstream.close();
});

const messages = [{ role: 'user', content: 'Hello' }] as const;

test('a model that the configuration does not claim is answered by OPENAI_BASE_URL, with its own key', async () => {
  const answer = await client.chat.completions.create({ model: 'some-model', messages: [...messages] });
  expect(answer.choices[0]?.message.content).toBe('from upstream');
  expect(upstream.received.at(-1)).toMatchObject({
    path: '/v1/chat/completions',
    authorization: 'Bearer sk-upstream',
    body: { model: 'some-model', messages },
  });
});

test('a model that the configuration claims is not', async () => {
  const before = upstream.received.length;
  const answer = await client.chat.completions.create({ model: 'echo', messages: [...messages] });
  expect(answer.choices[0]?.message.content).toContain('echo model');
  expect(upstream.received).toHaveLength(before);
});

test('when the client leaves in the middle, the upstream is cancelled and the ledger has the part', async () => {
  const before = upstream.abandoned();
  const stream = await client.chat.completions.create({ model: 'endless', messages: [...messages], stream: true });
  let seen = 0;
  for await (const _ of stream) {
    seen += 1;
    if (seen === 5) break;
  }
  await eventually(() => (upstream.abandoned() > before ? true : undefined));
  const row = await eventually(() => usageRows(platform.stateFolder).find(({ model }) => model === 'endless'));
  expect(row).toMatchObject({ stream: true, partial: true, provider: 'openai' });
  expect(row.outputTokens).toBeGreaterThan(0);
});

test('when the client leaves before anything was sent to the upstream, nothing is', async () => {
  const before = upstream.received.length;
  const leaving = new AbortController();
  const body = new ReadableStream({
    pull: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"model":"endless",'));
      leaving.abort();
    },
  });
  const headers = { authorization: `Bearer ${platform.apiKey}`, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body, duplex: 'half', signal: leaving.signal } as RequestInit;
  await expect(fetch(`${platform.url}/chat/completions`, init)).rejects.toThrow('aborted');
  await client.models.list();
  expect(upstream.received).toHaveLength(before);
});

test('the key of the upstream stands neither in the state folder nor in the log', () => {
  const files = readdirSync(platform.stateFolder).map((name) => readFileSync(path.join(platform.stateFolder, name), 'latin1'));
  expect(files.some((text) => text.includes('openai/api-key'))).toBe(true);
  expect([...files, platform.stdout()].filter((text) => text.includes('sk-upstream'))).toEqual([]);
});
