import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { Redis } from 'ioredis';
import { redisBreakers } from '../../lambda/router/adapters/redis-breakers.ts';
import { redisCache } from '../../lambda/router/adapters/redis-cache.ts';
import { redisQuota } from '../../lambda/router/adapters/redis-quota.ts';
import { REDIS_RIGHTS } from '../../lambda/router/contract/redis-rights.ts';
import { mustRun } from '../../tools/emulator/child.ts';
import { freePort } from '../../tools/emulator/free-port.ts';
import { eventually } from '../support/eventually.ts';
import type { Harness } from '../support/harness.ts';
import { startRedis } from '../support/redis-server.ts';
import { asking, counted, USED, used } from './requests.ts';

const ANSWER = { headers: {}, body: Buffer.from('answer'), storedAt: 1, provider: 'openai' } as const;

/** Passwords, rights and TLS. */
export async function access({ check, folder }: Harness): Promise<void> {
  await check('a wrong password is an error that shows neither it nor the right one; the cache is empty', async () => {
    const server = await startRedis(undefined, ['--requirepass', 'right-one']);
    const wrong = async () => 'wrong-one';
    for (const password of [wrong, undefined]) {
      const quota = redisQuota(server.url, password);
      const told = await quota.reserve(asking('acme')).catch((error: unknown) => String(error));
      assert.match(String(told), /WRONGPASS|NOAUTH/);
      assert.doesNotMatch(String(told), /right-one|wrong-one/);
      const cache = redisCache(server.url, () => undefined, Date.now, password);
      assert.equal(await cache.get('acme', 'key'), undefined);
      for (const each of [quota, cache]) each.close();
    }
    await server.stop();
  });

  await check(
    'the user of the counters can count and share breakers and nothing else; that of the answers can keep answers',
    async () => {
      const server = await startRedis();
      const admin = new Redis(server.url);
      await admin.call('ACL', 'SETUSER', 'counters', '>one', ...REDIS_RIGHTS.counters.split(' '));
      await admin.call('ACL', 'SETUSER', 'answers', '>two', ...REDIS_RIGHTS.answers.split(' '));
      const as = (user: string) => server.url.replace('//', `//${user}@`);
      const [one, two] = [async () => 'one', async () => 'two'];
      const quota = redisQuota(as('counters'), one);
      const running = asking('acme');
      assert.equal((await quota.reserve(running)).granted, true);
      await quota.settle(running, used());
      assert.deepEqual(await counted(quota, 'acme'), { tokens: USED, requests: 1, concurrency: 0 });
      const [breakers, others] = [redisBreakers(as('counters'), one), redisBreakers(as('counters'), one)];
      await breakers.write('upstream', { state: 'open', openings: 1 });
      assert.equal((await others.read(['upstream']))[0]?.state, 'open');
      const cache = redisCache(as('answers'), () => undefined, Date.now, two);
      await cache.put('acme', 'key', ANSWER, 60_000);
      assert.equal((await cache.get('acme', 'key'))?.body.toString(), 'answer');
      for (const [user, password, key] of [
        ['counters', 'one', 'cache:{acme}:key'],
        ['answers', 'two', 'quota:{acme}:x'],
      ] as const) {
        const client = new Redis({ enableReadyCheck: false, host: '127.0.0.1', port: server.port, username: user, password });
        for (const command of [
          ['GET', key],
          ['KEYS', '*'],
          ['FLUSHALL'],
          ['CONFIG', 'GET', '*'],
          ['ACL', 'LIST'],
          ['SET', 'other', '1'],
        ]) {
          await assert.rejects(client.call(...(command as [string, ...string[]])), /NOPERM/, `${user} may ${command.join(' ')}`);
        }
        client.disconnect();
      }
      for (const each of [quota, breakers, others, cache]) each.close();
      admin.disconnect();
      await server.stop();
    },
  );

  await check('a password that was rotated is asked for with the next connection', async () => {
    const server = await startRedis(undefined, ['--requirepass', 'old']);
    const admin = new Redis(server.url, { password: 'old' });
    let secret = 'old';
    const quota = redisQuota(server.url, async () => secret);
    await quota.reserve(asking('acme'));
    await admin.config('SET', 'requirepass', 'new');
    secret = 'new';
    await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    const answer = await eventually(() => quota.reserve(asking('acme')).catch(() => undefined));
    assert.equal(answer.granted, true);
    quota.close();
    admin.disconnect();
    await server.stop();
  });

  await check('TLS: with a certificate that is trusted, and not with one that is not', async () => {
    const [certificate, key] = [path.join(folder, 'redis.crt'), path.join(folder, 'redis.key')];
    await mustRun('no certificate was made', 'openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/CN=localhost',
      ],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate],
    ]);
    const port = await freePort();
    const server = await startRedis(undefined, [
      ...['--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', key, '--tls-auth-clients', 'no'],
    ]);
    const strange = redisQuota(`rediss://localhost:${port}`);
    await assert.rejects(strange.reserve(asking('acme')), /self-signed certificate/);
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(certificate, 'utf8')]);
    const quota = redisQuota(`rediss://localhost:${port}?iam=replicationgroup/unused`);
    assert.equal((await quota.reserve(asking('acme'))).granted, true);
    const plain = redisQuota(`rediss://127.0.0.1:${server.port}`);
    await assert.rejects(plain.reserve(asking('acme')), /no connection/);
    for (const each of [strange, quota, plain]) each.close();
    await server.stop();
  });
}
