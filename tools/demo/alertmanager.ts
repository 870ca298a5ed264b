import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../emulator/free-port.ts';
import { startReady } from '../emulator/start-ready.ts';

/**
 * Starts an Alertmanager on loopback. It ends with this program.
 *
 * @param config its configuration, as YAML
 * @param wanted its port. @default - one that is free
 * @returns its address
 * @throws Error with the end of its log when it does not start
 */
export async function startAlertmanager(program: string, folder: string, config: string, wanted = 0): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'alertmanager.yml');
  writeFileSync(file, config);
  const address = `127.0.0.1:${wanted || (await freePort())}`;
  const args = [
    `--config.file=${file}`,
    `--storage.path=${path.join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
  ];
  const logFile = path.join(folder, 'alertmanager.log');
  await startReady({ name: 'Alertmanager', command: program, args, readyUrl: `http://${address}/-/ready`, logFile });
  return address;
}
