import { startRedisExporter } from '../../tools/demo/redis-exporter.ts';
import { redisProgram, startRedis } from '../support/redis-server.ts';

export interface ObservedRedis {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/**
 * A real Redis, its memory bounded, with a real exporter beside it.
 *
 * @returns undefined when one of them is not on this machine
 */
export async function startObservedRedis(): Promise<ObservedRedis | undefined> {
  if (redisProgram === undefined) return undefined;
  const { url, stop } = await startRedis(undefined, ['--maxmemory', '64mb']);
  const address = await startRedisExporter(url);
  if (address === undefined) {
    await stop();
    return undefined;
  }
  return { address, stop };
}
