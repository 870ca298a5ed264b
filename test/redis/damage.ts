import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { redisBreakers } from '../../lambda/router/adapters/redis-breakers.ts';
import { redisCache } from '../../lambda/router/adapters/redis-cache.ts';
import { redisQuota } from '../../lambda/router/adapters/redis-quota.ts';
import type { Harness } from '../support/harness.ts';
import { movingEndpoint } from '../support/moving-endpoint.ts';
import { startRedis } from '../support/redis-server.ts';
import { asking, counted, USED, used } from './requests.ts';

const HELLO = '%1\r\n$5\r\nproto\r\n:3\r\n';
const GARBAGE: readonly string[] = [
  ...[
    'HTTP/1.1 400 Bad Request\r\n\r\n',
    '\0\u00ff\r\n',
    '$5\r\nab',
    '*-1\r\n',
    '$-1\r\n',
    '+OK\r\n',
    ':1\r\n',
    '*0\r\n',
    '_\r\n',
    '#t\r\n',
  ],
  ...[
    '*1\r\n:1\r\n',
    '*3\r\n:1\r\n:0\r\n$1\r\nx\r\n',
    '*2\r\n$1\r\nx\r\n$1\r\ny\r\n',
    '$2\r\nhi\r\n',
    '$999999999\r\nx',
    '*4\r\n:1\r\n:-5\r\n,nan\r\n:0\r\n',
  ],
];

/** A server that is polite once and then says one thing, whatever it is asked. */
async function liar(says: string) {
  const server = createServer((socket) => {
    let greeted = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      const hello = !greeted && chunk.toString().toLowerCase().includes('hello');
      greeted = true;
      socket.write(hello ? HELLO : says);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** Servers and networks that say what nobody asked. */
export async function damage({ check }: Harness): Promise<void> {
  await check(
    'a server that answers garbage: no reservation is granted, no answer found, no breaker believed, no crash',
    async () => {
      for (const says of GARBAGE) {
        const server = await liar(says);
        const [quota, cache, breakers] = [
          redisQuota(server.url),
          redisCache(server.url, () => undefined),
          redisBreakers(server.url),
        ];
        const told = JSON.stringify(says);
        await assert.rejects(quota.reserve(asking('acme')), Error, told);
        await assert.rejects(quota.settle(asking('acme'), used()), Error, told);
        assert.equal(await cache.get('acme', 'key'), undefined, told);
        const words = await breakers.read(['upstream']).catch(() => [undefined]);
        assert.deepEqual(words, [undefined], told);
        for (const each of [quota, cache, breakers]) each.close();
        server.close();
      }
    },
  );

  await check(
    'answers that come out of step are nobody’s: of 20,000 look-ups of two tenants none shows the other’s answer',
    async () => {
      const server = await startRedis();
      const endpoint = await movingEndpoint(server.port);
      const url = `redis://127.0.0.1:${endpoint.port}`;
      const cache = redisCache(url, () => undefined);
      const keys = Array.from({ length: 20 }, (_, i) => `key${i}`);
      for (const tenant of ['acme', 'globex']) {
        for (const key of keys) {
          const body = Buffer.from(`${tenant} ${key}`);
          await cache.put(tenant, key, { headers: {}, body, storedAt: 1, provider: 'openai' }, 60_000);
        }
      }
      let found = 0;
      for (let round = 0; round < 500; round++) {
        const asked = keys.flatMap((key) => ['acme', 'globex'].map((tenant) => ({ tenant, key })));
        const answers = asked.map(({ tenant, key }) => cache.get(tenant, key));
        if (round % 10 === 3) endpoint.inject(['+OK\r\n', '$-1\r\n', '$3\r\nabc\r\n'][round % 3] ?? '');
        for (const [i, answer] of (await Promise.all(answers)).entries()) {
          const { tenant, key } = asked[i] ?? {};
          if (answer === undefined) continue;
          found += 1;
          assert.equal(answer.body.toString(), `${tenant} ${key}`);
        }
        if (round % 10 === 3) await sleep(5);
      }
      console.log(`      ${found} of 20000 found, ${endpoint.connections()} connections`);
      assert.ok(found > 10_000 && endpoint.connections() > 10);
      cache.close();
      await endpoint.close();
      await server.stop();
    },
  );

  await check('a reservation whose answer broke off is asked for again, and taken once', async () => {
    const server = await startRedis();
    const endpoint = await movingEndpoint(server.port);
    const quota = redisQuota(`redis://127.0.0.1:${endpoint.port}`);
    await counted(quota, 'acme');
    for (let i = 0; i < 50; i++) {
      const reservation = asking('acme');
      endpoint.cutNext();
      assert.equal((await quota.reserve(reservation)).granted, true);
      endpoint.cutNext();
      await quota.settle(reservation, used());
    }
    assert.deepEqual(await counted(quota, 'acme'), { tokens: 50 * USED, requests: 50, concurrency: 0 });
    quota.close();
    await endpoint.close();
    await server.stop();
  });
}
