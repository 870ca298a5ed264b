import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { type LocalPlatform, startPlatform, temporaryFolder } from '../../support/local-platform.ts';
import { redisProgram, startRedis } from '../../support/redis-server.ts';
import { usageRows } from '../../support/usage-rows.ts';

const CHUNK =
  '{"id":"c","object":"chat.completion.chunk","created":1,"model":"up","choices":[{"index":0,"delta":{"content":"tok"},"finish_reason":null}]}';
const USAGE =
  '{"id":"c","object":"chat.completion.chunk","created":1,"model":"up","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}';

/** An upstream whose streams stay open until they are released. */
async function openUpstream() {
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    request.resume();
    open.add(response);
    response.on('close', () => open.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${CHUNK}\n\n`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    running: () => open.size,
    release: () => {
      for (const response of open) response.end(`data: ${USAGE}\n\ndata: [DONE]\n\n`);
    },
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

type Upstream = Awaited<ReturnType<typeof openUpstream>>;

const folder = temporaryFolder();
let upstream: Upstream;
beforeAll(async () => {
  upstream = await openUpstream();
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

function start(name: string, limits: object, environment: Record<string, string> = {}): Promise<LocalPlatform> {
  const file = path.join(folder, `${name}.json`);
  const models = { slow: { openai: { baseUrl: upstream.url } }, echo: { echo: {} } };
  writeFileSync(file, JSON.stringify({ name: 'acme', regions: { 'us-east-1': {} }, models, tenants: { default: { limits } } }));
  return startPlatform(['--config', file], environment);
}

function ask({ url, apiKey }: LocalPlatform, model: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'hi' }] }),
    ...(signal && { signal }),
  });
}

const several = (count: number, send: () => Promise<Response>) => Promise.all(Array.from({ length: count }, send));

test('of 12 streams at once as many run as the limit allows; when they end, or their clients leave, others may', async () => {
  const platform = await start('concurrency', { concurrency: 4 });
  try {
    const leaving = new AbortController();
    const streams = await several(12, () => ask(platform, 'slow', leaving.signal));
    const refused = streams.filter(({ status }) => status === 429);
    expect(streams.map(({ status }) => status).sort()).toEqual([...Array(4).fill(200), ...Array(8).fill(429)]);
    for (const answer of refused) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({ error: { code: 'rate_limit_exceeded', type: 'requests' } });
    }
    expect(upstream.running()).toBe(4);
    upstream.release();
    for (const answer of streams.filter(({ status }) => status === 200)) expect(await answer.text()).toContain('[DONE]');

    const abandoned = await untilAllowed(() => ask(platform, 'slow', leaving.signal));
    expect(abandoned.status).toBe(200);
    leaving.abort();
    await eventually(() => (upstream.running() === 0 ? true : undefined));
    const next = [];
    for (let i = 0; i < 4; i += 1) next.push(await untilAllowed(() => ask(platform, 'slow')));
    expect(next.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await ask(platform, 'slow')).status).toBe(429);
    upstream.release();
    const rows = await eventually(() => {
      const stored = usageRows(platform.stateFolder);
      return stored.length === 9 ? stored : undefined;
    });
    expect(rows.every(({ status }) => status === 200)).toBe(true);
  } finally {
    await platform.stop();
  }
}, 30_000);

test('the limit of a minute holds for requests at once', async () => {
  const platform = await start('requests', { requestsPerMinute: 5, perKey: { tokensPerMinute: 1_000_000 } });
  try {
    const answers = await several(20, () => ask(platform, 'echo'));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    const remaining = answers.flatMap(({ status, headers }) =>
      status === 200 ? [headers.get('x-ratelimit-remaining-requests')] : [],
    );
    expect(remaining.sort()).toEqual(['0', '1', '2', '3', '4']);
    const waits = answers.filter(({ status }) => status === 429).map(({ headers }) => Number(headers.get('retry-after')));
    expect(waits).toHaveLength(15);
    for (const wait of waits) expect(wait).toBeGreaterThan(0);
  } finally {
    await platform.stop();
  }
}, 30_000);

if (redisProgram === undefined) {
  test('two platforms on one Redis are left out: redis-server is not on the PATH', () => expect(redisProgram).toBeUndefined());
} else {
  test('two platforms on one Redis share their limits, and refuse when it is gone', async () => {
    const redis = await startRedis();
    const platforms: LocalPlatform[] = [];
    try {
      const limits = { requestsPerMinute: 6 };
      platforms.push(...(await Promise.all(['one', 'two'].map((name) => start(name, limits, { QUOTA: redis.url })))));
      const answers = (await Promise.all(platforms.map((platform) => several(10, () => ask(platform, 'echo'))))).flat();
      expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(6);
      expect(answers.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(14);
      await redis.stop();
      for (const platform of platforms) {
        const answer = await ask(platform, 'echo');
        expect([answer.status, await answer.json()]).toMatchObject([503, { error: { code: 'quota_unavailable' } }]);
      }
    } finally {
      for (const platform of platforms) await platform.stop();
      await redis.stop();
    }
  }, 30_000);
}

/** A reservation is settled a moment after the client has its last byte. */
function untilAllowed(send: () => Promise<Response>): Promise<Response> {
  return eventually(async () => {
    const answer = await send();
    return answer.status === 429 ? undefined : answer;
  });
}
