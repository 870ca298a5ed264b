import { networkInterfaces } from 'node:os';
import OpenAI from 'openai';
import { eventually } from '../../../support/eventually.ts';
import { type LocalPlatform, startPlatform } from '../../../support/local-platform.ts';

let platform: LocalPlatform;
beforeAll(async () => {
  platform = await startPlatform(['--host', '0.0.0.0']);
}, 30_000);
afterAll(() => platform.stop());

const HTML = { accept: 'text/html,application/xhtml+xml' };
const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, platform.url), { headers });

async function state(): Promise<{ rows: { model: string }[]; totals: { requests: number } }> {
  return (await get('/_local/state')).json() as Promise<{ rows: { model: string }[]; totals: { requests: number } }>;
}

test('a browser gets the page, which may load nothing from elsewhere and run nothing inline', async () => {
  const answer = await get('/', HTML);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  const html = await answer.text();
  expect(html).not.toMatch(/<script(?![^>]* src=)|\bstyle=|\bon\w+=|https?:/);
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');
  expect(parts).toHaveLength(6);
  for (const part of parts) expect((await get(part)).status).toBe(200);
});

test('a client of the API that asks for the root is told so in the words of the API', async () => {
  const answer = await get('/', { accept: 'application/json' });
  expect(await answer.json()).toMatchObject({ error: { code: 'unknown_url' } });
});

test('a request of the official client is in the metrics and in the data of the page, without its prompt', async () => {
  const client = new OpenAI({ baseURL: platform.url, apiKey: platform.apiKey, maxRetries: 0 });
  await client.chat.completions.create({ model: 'echo', messages: [{ role: 'user', content: 'a prompt that stays here' }] });
  const seen = await eventually(async () => {
    const now = await state();
    return now.totals.requests > 0 ? now : undefined;
  });
  expect(seen.rows).toMatchObject([{ tenant: 'default', model: 'echo', status: 200 }]);
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toContain('llm_requests_total{model="echo",status="200"} 1');
  for (const text of [JSON.stringify(seen), metrics]) expect(text).not.toContain('stays here');
});

test.each(['/', '/metrics', '/_local/state', '/_local/page.js'])(
  '%s does not exist for who comes under a name of its own',
  async (path) => {
    const { request } = await import('node:http');
    const { hostname, port } = new URL(platform.url);
    const status = await new Promise((resolve) => {
      request({ hostname, port, path, headers: { ...HTML, host: 'evil.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(404);
  },
);

const address = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === 'IPv4' && !each.internal)?.address;
// A machine without a network has nobody to refuse.
const elsewhere = address === undefined ? [] : ['/', '/metrics', '/_local/state'];
for (const path of elsewhere) {
  test(`${path} does not exist for other machines, even when the platform listens to them`, async () => {
    const url = new URL(path, platform.url);
    url.hostname = address ?? '';
    expect((await fetch(url, { headers: HTML })).status).toBe(404);
  });
}
