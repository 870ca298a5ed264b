import { rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  answerJson,
  chunkEvent,
  type MockUpstream,
  mockUpstream,
  startEvents,
} from '../../lambda/router/support/mock-upstream.ts';
import { eventually } from '../../support/eventually.ts';
import { type LocalPlatform, startPlatform, temporaryFolder } from '../../support/local-platform.ts';
import { redisProgram, startRedis } from '../../support/redis-server.ts';
import { usageRows } from '../../support/usage-rows.ts';

// The built bundles over real sockets: clients that leave, and routers that share what they know of an upstream.

const BEHAVIOURS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  silent: () => undefined,
  opening: (response) => {
    startEvents(response);
    response.write(chunkEvent({ role: 'assistant', content: '' }));
  },
  streaming: (response) => {
    startEvents(response);
    const timer = setInterval(() => response.write(chunkEvent({ content: 'tok' })), 5);
    response.on('close', () => clearInterval(timer));
  },
  busy: (response) => answerJson(response, 429, {}, { 'retry-after': '9' }),
  down: (response) => answerJson(response, 503, {}, { 'x-should-retry': 'false' }),
  fine: (response) => {
    startEvents(response);
    response.end(`${chunkEvent({ content: 'fine' })}data: [DONE]\n\n`);
  },
};

const folder = temporaryFolder();
const file = path.join(folder, 'platform.json');
let upstream: MockUpstream;
const open = new Map<string, number>();
let recovered = false;

beforeAll(async () => {
  upstream = await mockUpstream((response, request) => {
    const { model } = JSON.parse(request.body);
    open.set(model, (open.get(model) ?? 0) + 1);
    response.on('close', () => open.set(model, (open.get(model) ?? 0) - 1));
    (recovered ? BEHAVIOURS.fine : BEHAVIOURS[model])?.(response);
  });
  const models = { '*': { openai: { baseUrl: upstream.baseUrl } }, down: { openai: { baseUrl: upstream.baseUrl } } };
  const waiting = { opening: { openai: { baseUrl: upstream.baseUrl } } };
  const routes = { standby: [{ model: 'opening' }, { model: 'down' }] };
  const config = {
    name: 'acme',
    regions: { 'us-east-1': {} },
    models: { ...models, ...waiting },
    routes,
    tenants: { default: {} },
  };
  writeFileSync(file, JSON.stringify(config));
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

const ask = ({ url, apiKey }: LocalPlatform, model: string, signal?: AbortSignal): Promise<Response> =>
  fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'hi' }] }),
    ...(signal && { signal }),
  });

test('when the client leaves, wherever the request stands, the upstream is let go and the spend is on record', async () => {
  const platform = await startPlatform(['--config', file]);
  try {
    for (const [model, asked, tokens] of [
      ['silent', 'silent', { inputTokens: 1 }],
      ['standby', 'opening', { inputTokens: 1 }],
      ['streaming', 'streaming', { inputTokens: 1, outputTokens: expect.any(Number) }],
      ['busy', 'busy', { inputTokens: 0, outputTokens: 0 }],
    ] as const) {
      const leaving = new AbortController();
      const calls = upstream.seen.length;
      const answer = ask(platform, model, leaving.signal).catch(() => undefined);
      await eventually(() => (upstream.seen.length > calls ? true : undefined));
      if (model === 'streaming') await (await answer)?.body?.getReader().read();
      leaving.abort();
      await eventually(() => (open.get(asked) === 0 ? true : undefined));
      const row = await eventually(() => usageRows(platform.stateFolder).find((stored) => stored.model === model));
      expect(row).toMatchObject(tokens);
      expect(row.partial).toBe(model !== 'busy');
      expect(upstream.seen.length).toBe(calls + 1);
    }
  } finally {
    await platform.stop();
  }
}, 30_000);

if (redisProgram === undefined) {
  test('two platforms on one Redis are left out: redis-server is not on the PATH', () => expect(redisProgram).toBeUndefined());
} else {
  test('two platforms on one Redis: what one gives up, the other leaves alone; without Redis each goes on by itself', async () => {
    const redis = await startRedis();
    const platforms: LocalPlatform[] = [];
    try {
      platforms.push(...(await Promise.all([1, 2].map(() => startPlatform(['--config', file], { BREAKERS: redis.url })))));
      const [one, other] = platforms as [LocalPlatform, LocalPlatform];
      for (let count = 0; count < 5; count++) expect((await ask(one, 'down')).status).toBe(503);
      const codeOf = async (platform: LocalPlatform) =>
        ((await (await ask(platform, 'down')).json()) as { error: { code: string } }).error.code;
      expect(await codeOf(one)).toBe('upstream_unavailable');
      const before = upstream.seen.length;
      await eventually(async () => {
        if ((await codeOf(other)) === 'upstream_unavailable') return true;
        // The first request is what makes it connect and listen.
        await sleep(300);
        return undefined;
      });
      // By its own failures alone it would have taken five.
      expect(upstream.seen.length - before).toBeLessThan(5);
      await redis.stop();
      recovered = true;
      await eventually(async () => {
        expect((await ask(other, 'fine')).status).toBe(200);
        return other.stdout().includes('breakers are not shared') ? true : undefined;
      });
    } finally {
      for (const platform of platforms) await platform.stop();
      await redis.stop();
    }
  }, 30_000);
}
