import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { redisCache } from '../../lambda/router/adapters/redis-cache.ts';
import { redisQuota } from '../../lambda/router/adapters/redis-quota.ts';
import { eventually } from '../support/eventually.ts';
import type { Harness } from '../support/harness.ts';
import { startRedis } from '../support/redis-server.ts';
import { asking, counted, USED, used } from './requests.ts';

const ANSWER = { headers: {}, body: Buffer.from('answer'), storedAt: 1, provider: 'openai' } as const;

/** Disks and memory that are full, and servers that do not get round to answering. */
export async function pressure({ check }: Harness): Promise<void> {
  await check('memory is full and nothing may be evicted: no reservation, yet what runs is settled', async () => {
    const server = await startRedis(undefined, ['--maxmemory-policy', 'noeviction']);
    const admin = new Redis(server.url);
    const quota = redisQuota(server.url);
    const running = asking('acme');
    await quota.reserve(running);
    await admin.config('SET', 'maxmemory', '1');
    await assert.rejects(quota.reserve(asking('acme')), /OOM/);
    await quota.settle(running, used());
    await admin.config('SET', 'maxmemory', '0');
    assert.deepEqual(await counted(quota, 'acme'), { tokens: USED, requests: 1, concurrency: 0 });
    quota.close();
    admin.disconnect();
    await server.stop();
  });

  await check('memory is full of answers, which may be evicted: old ones make room, and no counter is touched', async () => {
    const lines: unknown[] = [];
    const server = await startRedis(undefined, ['--maxmemory', '8mb', '--maxmemory-policy', 'allkeys-lru']);
    const cache = redisCache(server.url, (...line) => void lines.push(line));
    const body = Buffer.alloc(3_000, 'x');
    for (let i = 0; i < 4_000; i += 100) {
      const some = Array.from({ length: 100 }, (_, j) => cache.put('acme', `k${i + j}`, { ...ANSWER, body }, 60_000));
      await Promise.all(some);
    }
    assert.deepEqual(lines, []);
    assert.equal((await cache.get('acme', 'k3999'))?.body.length, 3_000);
    cache.close();
    await server.stop();
  });

  await check('the disk is full (MISCONF): an error that says so, and what could not be settled is settled later', async () => {
    const server = await startRedis(undefined, [
      ...['--save', '3600 1000000', '--stop-writes-on-bgsave-error', 'yes', '--enable-protected-configs', 'local'],
    ]);
    const admin = new Redis(server.url);
    const quota = redisQuota(server.url);
    const cache = redisCache(server.url, () => undefined);
    await cache.put('acme', 'key', ANSWER, 60_000);
    const running = asking('acme');
    await quota.reserve(running);
    rmSync(server.folder, { recursive: true });
    await admin.bgsave();
    await eventually(async () => ((await admin.info('persistence')).includes('rdb_last_bgsave_status:err') ? true : undefined));
    await assert.rejects(quota.reserve(asking('acme')), /MISCONF/);
    await assert.rejects(quota.settle(running, used()), /MISCONF/);
    assert.equal((await cache.get('acme', 'key'))?.body.toString(), 'answer');
    mkdirSync(server.folder);
    await admin.config('SET', 'dir', server.folder);
    await admin.bgsave();
    await eventually(async () => ((await admin.info('persistence')).includes('rdb_last_bgsave_status:ok') ? true : undefined));
    await counted(quota, 'acme');
    await eventually(async () => ((await counted(quota, 'acme')).concurrency === 0 ? true : undefined));
    assert.deepEqual(await counted(quota, 'acme'), { tokens: USED, requests: 1, concurrency: 0 });
    for (const each of [quota, cache]) each.close();
    admin.disconnect();
    await server.stop();
  });

  await check(
    'a server that hangs: an error within the deadline, then at once; a reservation that it took late is given back',
    async () => {
      const server = await startRedis();
      const quota = redisQuota(server.url);
      const cache = redisCache(server.url, () => undefined);
      await quota.reserve(asking('other'));
      await cache.put('acme', 'key', ANSWER, 60_000);
      server.signal('SIGSTOP');
      const within = async (milliseconds: number, work: Promise<unknown>) => {
        const startedAt = Date.now();
        await work;
        assert.ok(Date.now() - startedAt < milliseconds, `it took ${Date.now() - startedAt} ms`);
      };
      await within(900, assert.rejects(quota.reserve(asking('acme')), /no answer within 500 ms/));
      await within(500, cache.get('acme', 'key'));
      // Connecting to it hangs as well; after the second failure in a row nobody waits for a moment.
      await within(1_500, assert.rejects(quota.reserve(asking('acme')), /no connection/));
      await within(50, assert.rejects(quota.reserve(asking('acme')), /no connection/));
      server.signal('SIGCONT');
      await eventually(() => counted(quota, 'acme').catch(() => undefined));
      const after = await eventually(async () => {
        const now = await counted(quota, 'acme');
        return now.concurrency === 0 ? now : undefined;
      });
      assert.deepEqual(after, { tokens: 0, requests: 0, concurrency: 0 });
      await eventually(() => cache.get('acme', 'key'));
      for (const each of [quota, cache]) each.close();
      await sleep(10);
      await server.stop();
    },
  );
}
