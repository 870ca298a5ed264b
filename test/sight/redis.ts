import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from '../../tools/emulator/child.ts';
import { freePort } from '../../tools/emulator/free-port.ts';
import { redisProgram, startRedis } from '../support/redis-server.ts';
import { onPath } from './programs.ts';

export interface RedisExporter {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/**
 * A real Redis, its memory bounded, with a real exporter beside it.
 *
 * @returns undefined when one of them is not on this machine
 */
export async function startRedisExporter(): Promise<RedisExporter | undefined> {
  const exporter = onPath('prometheus-redis-exporter') ?? onPath('redis_exporter');
  if (exporter === undefined || redisProgram === undefined) return undefined;
  const redis = await startRedis(undefined, ['--maxmemory', '64mb']);
  const address = `127.0.0.1:${await freePort()}`;
  startChild(exporter, ['-redis.addr', redis.url, '-web.listen-address', address], { stdio: 'ignore' });
  for (let tries = 0; tries < 100; tries++, await sleep(100)) {
    if ((await fetch(`http://${address}/metrics`).catch(() => undefined))?.ok) return { address, stop: redis.stop };
  }
  throw new Error(`${exporter} does not answer on ${address}`);
}
