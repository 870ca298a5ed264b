import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startChild } from '../../tools/emulator/child.ts';
import { freePort } from '../../tools/emulator/free-port.ts';
import { redisProgram } from '../support/redis-server.ts';

/** One Sentinel that is quick to decide. */
export async function sentinel(folder: string, primary: number) {
  const port = await freePort();
  const file = path.join(folder, 'sentinel.conf');
  const settings = [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, `sentinel monitor group 127.0.0.1 ${primary} 1`];
  writeFileSync(
    file,
    [...settings, 'sentinel down-after-milliseconds group 300', 'sentinel failover-timeout group 2000', ''].join('\n'),
  );
  const child = startChild(redisProgram ?? '', [file, '--sentinel'], { stdio: 'ignore' });
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50 });
  client.on('error', () => undefined);
  // It hears of the replica from the primary, which it asks every ten seconds.
  const replicas = async () => client.call('SENTINEL', 'REPLICAS', 'group').catch(() => []);
  for (let known: unknown = []; !Array.isArray(known) || known.length === 0; known = await replicas()) await sleep(20);
  return {
    primary: async () => {
      const address = await client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'group');
      return Array.isArray(address) ? Number(address[1]) : undefined;
    },
    stop: () => {
      client.disconnect();
      child.kill('SIGKILL');
    },
  };
}
