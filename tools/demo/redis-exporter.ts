import { startChild } from '../emulator/child.ts';
import { freePort } from '../emulator/free-port.ts';
import { onPath } from '../emulator/on-path.ts';

/**
 * Starts an exporter for a Redis on loopback. It ends with this program.
 *
 * @param redis URL of it
 * @returns its address, where it soon answers; undefined when this machine has no exporter
 */
export async function startRedisExporter(redis: string): Promise<string | undefined> {
  const program = onPath('prometheus-redis-exporter') ?? onPath('redis_exporter');
  if (program === undefined) return undefined;
  const address = `127.0.0.1:${await freePort()}`;
  startChild(program, ['-redis.addr', redis, '-web.listen-address', address], { stdio: 'ignore' });
  return address;
}
