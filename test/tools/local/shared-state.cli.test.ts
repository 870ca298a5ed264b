import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import OpenAI from 'openai';
import { eventually } from '../../support/eventually.ts';
import { blueprint, type LocalPlatform, startPlatform, temporaryFolder } from '../../support/local-platform.ts';
import { usageRows } from '../../support/usage-rows.ts';

let folder: string;
const started: LocalPlatform[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((platform) => platform.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<LocalPlatform> {
  const platform = await startPlatform(['--state', folder]);
  started.push(platform);
  return platform;
}

const clientOf = ({ url, apiKey }: LocalPlatform) => new OpenAI({ baseURL: url, apiKey, maxRetries: 0 });

test('the next start has the same key; without its database too', async () => {
  const first = await start();
  await first.stop();
  const second = await start();
  expect(second.apiKey).toBe(first.apiKey);
  await second.stop();
  for (const name of readdirSync(folder)) if (name.startsWith('platform.sqlite')) rmSync(path.join(folder, name));
  const third = await start();
  expect(third.apiKey).toBe(first.apiKey);
  await clientOf(third).models.list();
});

test('a revoked development key is refused, and the next start has another', async () => {
  const first = await start();
  await first.stop();
  const { code } = await blueprint(['keys', 'revoke', first.apiKey.slice(3, 19), '--state', folder]).exited;
  expect(code).toBe(0);
  const second = await start();
  expect(second.apiKey).not.toBe(first.apiKey);
  const withOldKey = new OpenAI({ baseURL: second.url, apiKey: first.apiKey, maxRetries: 0 });
  await expect(withOldKey.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
});

test('several platforms that start at once on one new folder share its key and ledger', async () => {
  const platforms = await Promise.all([start(), start(), start()]);
  expect(new Set(platforms.map(({ apiKey }) => apiKey)).size).toBe(1);
  const ask = (platform: LocalPlatform) =>
    clientOf(platform).chat.completions.create({ model: 'echo', messages: [{ role: 'user', content: 'x' }] });
  await Promise.all(Array.from({ length: 20 }, () => platforms.map(ask)).flat());
  await eventually(() => (usageRows(folder).length === 60 ? true : undefined));
}, 20_000);

test('what it keeps is readable by its owner only', async () => {
  const state = path.join(folder, 'new');
  started.push(await startPlatform(['--state', state]));
  const modes = [state, ...readdirSync(state).map((name) => path.join(state, name))].map((file) => statSync(file).mode & 0o077);
  expect(modes.length).toBeGreaterThan(4);
  expect(new Set(modes)).toEqual(new Set([0]));
});

test('a killed platform leaves nothing that the next one does not clear away', async () => {
  const first = await start();
  first.signal('SIGKILL');
  await first.exited;
  await start();
  expect(readdirSync(folder).filter((name) => name.startsWith('router-'))).toHaveLength(1);
});
