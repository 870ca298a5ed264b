import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { Redis } from 'ioredis';
import { decodeAnswer, encodeAnswer } from '../../../../lambda/router/adapters/cached-answer-bytes.ts';
import { redisCache } from '../../../../lambda/router/adapters/redis-cache.ts';
import type { CachedAnswer } from '../../../../lambda/router/domain/cache/store.ts';
import type { LogFields } from '../../../../lambda/router/domain/ports.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, redisProgram, startRedis } from '../../../support/redis-server.ts';

// What only Redis can do wrong; what every cache must do is in response-caches.test.ts.

const STREAM = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n'.repeat(200);
const answer = (body: string): CachedAnswer => ({ headers: {}, body: Buffer.from(body), storedAt: 5, provider: 'openai' });

function logging() {
  const lines: LogFields[] = [];
  return { lines, log: (_: string, __: string, fields: LogFields) => void lines.push(fields) };
}

test('a Redis that cannot be reached is an empty cache, and one line a minute in the log', async () => {
  const { lines, log } = logging();
  let now = 0;
  const cache = redisCache('redis://127.0.0.1:1', log, () => now);
  try {
    await cache.put('t', 'k', answer('a'), 1_000);
    expect(await cache.get('t', 'k')).toBeUndefined();
    expect(lines).toEqual([{ error: expect.stringContaining('no connection to Redis at redis://127.0.0.1:1') }]);
    now = 59_999;
    await cache.get('t', 'k');
    expect(lines).toHaveLength(1);
    now = 60_000;
    await cache.get('t', 'k');
    expect(lines).toHaveLength(2);
  } finally {
    cache.close();
  }
});

test('one that takes the connection and says nothing is an empty cache too', async () => {
  const server: Server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { lines, log } = logging();
  const cache = redisCache(`redis://127.0.0.1:${(server.address() as AddressInfo).port}`, log);
  try {
    expect(await cache.get('t', 'k')).toBeUndefined();
    expect(lines).toHaveLength(1);
  } finally {
    cache.close();
    server.close();
  }
});

test('a stream is compressed, a short answer is not', () => {
  expect(encodeAnswer('k', answer(STREAM)).length).toBeLessThan(STREAM.length / 20);
  expect(encodeAnswer('k', answer('{"a":1}')).toString()).toMatch(/^\{"version":2,.*"gzip":false\}\n\{"a":1\}$/);
});

test.each([
  '',
  'nonsense',
  '{"version":1,"name":"k","headers":{},"storedAt":1,"provider":"echo","gzip":false}\nbody',
  '{"version":2,"name":"k","headers":{},"storedAt":1,"provider":"echo","gzip":true}\nnot gzip',
])('%p is no answer', (value) => {
  expect(() => decodeAnswer('k', Buffer.from(value))).toThrow();
});

test('the first 128 bytes, which the slow log of a Redis shows, hold no text of the answer', () => {
  const shortest = encodeAnswer(`cache:{a}:${'k'.repeat(43)}`, { ...answer('secret'), provider: 'echo' });
  expect(shortest.indexOf('secret')).toBeGreaterThan(128);
});

test('what was kept under another name is not given', () => {
  expect(decodeAnswer('k', encodeAnswer('k', answer('a')))?.body.toString()).toBe('a');
  expect(decodeAnswer('other', encodeAnswer('k', answer('a')))).toBeUndefined();
});

if (redisProgram === undefined) {
  test('the rest is left out: redis-server is not on the PATH', () => expect(redisProgram).toBeUndefined());
} else {
  describe('with redis-server', withRedis);
}

function withRedis(): void {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  test('keys hold the tenant’s name and end by themselves; two routers share them', async () => {
    const { lines, log } = logging();
    const [one, other] = [redisCache(server.url, log), redisCache(server.url, log)];
    const admin = new Redis(server.url);
    try {
      await one.put('research', 'k', answer(STREAM), 60_000);
      expect((await other.get('research', 'k'))?.body.toString()).toBe(STREAM);
      expect(await admin.keys('*')).toEqual(['cache:{research}:k']);
      expect(await admin.pttl('cache:{research}:k')).toBeGreaterThan(50_000);
      await admin.set('cache:{research}:k', 'somebody else wrote this');
      expect([await one.get('research', 'k'), lines.length]).toEqual([undefined, 1]);
    } finally {
      admin.disconnect();
      one.close();
      other.close();
    }
  });

  test('after an outage it is used again', async () => {
    const own = await startRedis();
    const { log } = logging();
    const cache = redisCache(own.url, log);
    try {
      await cache.put('t', 'k', answer('a'), 60_000);
      await own.stop();
      expect(await cache.get('t', 'k')).toBeUndefined();
      const again = await startRedis(Number(new URL(own.url).port));
      try {
        await eventually(async () => {
          await cache.put('t', 'k', answer('b'), 60_000);
          return (await cache.get('t', 'k'))?.body.toString() === 'b' ? true : undefined;
        });
      } finally {
        await again.stop();
      }
    } finally {
      cache.close();
    }
  });
}
