import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { redisBreakers } from '../../lambda/router/adapters/redis-breakers.ts';
import { redisCache } from '../../lambda/router/adapters/redis-cache.ts';
import { redisQuota } from '../../lambda/router/adapters/redis-quota.ts';
import { eventually } from '../support/eventually.ts';
import type { Harness } from '../support/harness.ts';
import { movingEndpoint } from '../support/moving-endpoint.ts';
import { startRedis } from '../support/redis-server.ts';
import { counted, RESERVED, traffic, USED } from './requests.ts';
import { sentinel } from './sentinel.ts';

/** A primary, a replica and one endpoint before them, as a replication group of ElastiCache has it. */
async function pair() {
  const atOnce = ['--repl-diskless-sync-delay', '0'];
  const primary = await startRedis(undefined, atOnce);
  const replica = await startRedis(undefined, [...atOnce, '--replicaof', '127.0.0.1', String(primary.port)]);
  const admin = { primary: new Redis(primary.url), replica: new Redis(replica.url) };
  for (const client of Object.values(admin)) client.on('error', () => undefined);
  await admin.primary.set('there', 'yes');
  await eventually(async () => (await admin.replica.get('there')) ?? undefined);
  const endpoint = await movingEndpoint(primary.port);
  const url = `redis://127.0.0.1:${endpoint.port}`;
  const close = async () => {
    for (const client of Object.values(admin)) client.disconnect();
    await endpoint.close();
    await Promise.all([primary.stop(), replica.stop()]);
  };
  return { primary, replica, admin, endpoint, url, close };
}

export async function failover({ check, folder }: Harness): Promise<void> {
  await check('a planned change of primaries: READONLY costs a new connection and no request', async () => {
    const { primary, replica, admin, endpoint, url, close } = await pair();
    const { routers, stop } = traffic(url, 'planned');
    await sleep(300);
    // Writes stop, the replica has everything, the roles change, the name leads to the other node. Connections stay where they are.
    await admin.primary.client('PAUSE', 5_000, 'WRITE');
    await sleep(100);
    await admin.replica.replicaof('NO', 'ONE');
    endpoint.moveTo(replica.port);
    await admin.primary.replicaof('127.0.0.1', replica.port);
    await admin.primary.client('UNPAUSE');
    await sleep(500);
    const seen = await stop();
    assert.ok(seen.granted > 100, `only ${seen.granted} were granted`);
    assert.equal(seen.failed, 0);
    const [router = redisQuota(url)] = routers;
    assert.deepEqual(await counted(router, 'planned'), {
      ...{ tokens: seen.granted * USED, requests: seen.granted, concurrency: 0 },
    });
    console.log(`      ${seen.granted} requests, ${endpoint.connections()} connections, slowest answer ${seen.slowestMs} ms`);
    for (const each of routers) each.close();
    assert.ok(primary.port !== replica.port);
    await close();
  });

  await check(
    'a primary that is killed, Sentinel that promotes the replica: nothing is counted twice, nothing stays reserved',
    async () => {
      const { primary, replica, endpoint, url, close } = await pair();
      const watching = await sentinel(folder, primary.port);
      const { routers, stop } = traffic(url, 'killed');
      await sleep(500);
      await primary.stop();
      while ((await watching.primary()) !== replica.port) await sleep(20);
      // The name takes its time: longer than a settlement is tried.
      await sleep(2_500);
      endpoint.moveTo(replica.port);
      await sleep(2_500);
      const seen = await stop();
      const [router = redisQuota(url), other = router] = routers;
      // The first request after the outage makes each router settle what it could not.
      await counted(other, 'killed');
      const after = await eventually(async () => {
        const now = await counted(router, 'killed');
        return now.concurrency === 0 ? now : undefined;
      });
      const lost = seen.granted - after.requests;
      console.log(
        `      ${seen.granted} granted, ${seen.failed} refused during an outage of ${seen.outageMs} ms, slowest answer ${seen.slowestMs} ms; ` +
          `${lost} not yet on the replica when the primary died`,
      );
      assert.ok(seen.failed > 0 && seen.granted > 200);
      // Replication is asynchronous: what the primary said last may be gone. Eight clients have at most so much under way.
      assert.ok(lost >= 0 && lost <= 16, `${lost} requests are missing`);
      assert.ok(after.tokens >= after.requests * USED && after.tokens <= after.requests * USED + 16 * RESERVED);
      assert.ok(seen.slowestMs < 2_600, `an answer took ${seen.slowestMs} ms`);
      for (const each of routers) each.close();
      watching.stop();
      await close();
    },
  );

  await check('cache and breakers follow as well, the cache with what it had', async () => {
    const { primary, replica, admin, endpoint, url, close } = await pair();
    const cache = redisCache(url, () => undefined);
    const [one, other] = [redisBreakers(url), redisBreakers(url)];
    const answer = { headers: {}, body: Buffer.from('kept'), storedAt: 1, provider: 'openai' } as const;
    // A cache that is late has nothing: on a busy machine the first try may be.
    await eventually(async () => {
      await cache.put('acme', 'key', answer, 60_000);
      return cache.get('acme', 'key');
    });
    await one.write('upstream', { state: 'open', openings: 2 });
    await admin.primary.wait(1, 1_000);
    await primary.stop();
    assert.equal(await cache.get('acme', 'key'), undefined);
    await admin.replica.replicaof('NO', 'ONE');
    endpoint.moveTo(replica.port);
    const found = await eventually(() => cache.get('acme', 'key'));
    assert.equal(found.body.toString(), 'kept');
    const [word] = await eventually(() => other.read(['upstream']).catch(() => undefined));
    assert.equal(word?.state, 'open');
    await eventually(() =>
      one.write('upstream', { state: 'closed', openings: 0 }).then(
        () => true,
        () => undefined,
      ),
    );
    for (const each of [cache, one, other]) each.close();
    await close();
  });
}
