import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { blueprint, type LocalPlatform, startPlatform, temporaryFolder } from '../../support/local-platform.ts';
import { redisProgram, startRedis } from '../../support/redis-server.ts';
import { usageRows } from '../../support/usage-rows.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const file = path.join(folder, 'platform.json');
const tenant = { cache: { semantic: { model: 'embed', threshold: 0.7 } } };
writeFileSync(
  file,
  JSON.stringify({
    name: 'acme',
    regions: { 'us-east-1': {} },
    models: { echo: { echo: {} }, embed: { hashingEmbedder: {} } },
    tenants: { default: tenant, other: tenant, plain: {} },
  }),
);

function ask({ url }: LocalPlatform, key: string, content: string, more: object = {}, headers: object = {}): Promise<Response> {
  return fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'echo', messages: [{ role: 'user', content }], ...more }),
  });
}

async function keyFor({ stateFolder }: LocalPlatform, name: string): Promise<string> {
  const args = ['keys', 'create', '--tenant', name, '--json', '--config', file, '--state', stateFolder];
  const { code, stdout, stderr } = await blueprint(args).exited;
  if (code !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as { apiKey: string }).apiKey;
}

test('misses, hits, refusals of the cache, and answers that stay with their tenant', async () => {
  const platform = await startPlatform(['--config', file]);
  try {
    const { apiKey } = platform;
    const [other, plain] = await Promise.all([keyFor(platform, 'other'), keyFor(platform, 'plain')]);
    const first = await ask(platform, apiKey, 'what is new in the world today');
    const text = await first.text();
    expect([first.status, first.headers.get('x-cache'), first.headers.get('age')]).toEqual([200, 'miss', null]);

    const hit = await ask(platform, apiKey, 'what is new in the world today');
    expect([hit.headers.get('x-cache'), await hit.text()]).toEqual(['hit', text]);
    expect(hit.headers.get('age')).toMatch(/^\d+$/);
    expect(hit.headers.get('x-model-notice')).toContain('echo model');
    expect(hit.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));

    const near = await ask(platform, apiKey, 'what is new in the world today please');
    expect([near.headers.get('x-cache'), await near.text()]).toEqual(['semantic', text]);
    expect(Number(near.headers.get('x-cache-similarity'))).toBeGreaterThanOrEqual(0.7);

    const refused = await ask(platform, apiKey, 'what is new in the world today', {}, { 'cache-control': 'no-store' });
    expect([refused.headers.get('x-cache'), (await refused.text()) === text]).toEqual(['bypass', false]);

    const stream = async () => {
      const answer = await ask(platform, apiKey, 'tell me', { stream: true });
      return [answer.headers.get('x-cache'), answer.headers.get('content-type'), await answer.text()];
    };
    const [, type, events] = await stream();
    expect(events).toContain('data: [DONE]');
    expect(await stream()).toEqual(['hit', type, events]);

    expect((await ask(platform, other, 'what is new in the world today')).headers.get('x-cache')).toBe('miss');
    expect((await ask(platform, plain, 'what is new in the world today')).headers.get('x-cache')).toBeNull();
    const rows = await eventually(() => {
      const stored = usageRows(platform.stateFolder);
      return stored.length === 5 ? stored : undefined;
    });
    expect(rows.every(({ status }) => status === 200)).toBe(true);
    expect(platform.stdout()).not.toContain('in the world');
  } finally {
    await platform.stop();
  }
}, 30_000);

if (redisProgram === undefined) {
  test('two platforms on one Redis are left out: redis-server is not on the PATH', () => expect(redisProgram).toBeUndefined());
} else {
  test('two platforms on one Redis share answers, and go on without it', async () => {
    const redis = await startRedis();
    const platforms: LocalPlatform[] = [];
    try {
      const start = () => startPlatform(['--config', file], { RESPONSE_CACHE: redis.url });
      platforms.push(...(await Promise.all([start(), start()])));
      const caches: (string | null)[] = [];
      for (const platform of platforms) caches.push((await ask(platform, platform.apiKey, 'hi there')).headers.get('x-cache'));
      expect(caches).toEqual(['miss', 'hit']);
      await redis.stop();
      for (const platform of platforms) {
        const answer = await ask(platform, platform.apiKey, 'hi there');
        expect([answer.status, answer.headers.get('x-cache')]).toEqual([200, 'miss']);
      }
    } finally {
      for (const platform of platforms) await platform.stop();
      await redis.stop();
    }
  }, 30_000);
}
