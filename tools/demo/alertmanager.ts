import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from '../emulator/child.ts';
import { freePort } from '../emulator/free-port.ts';

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
  const logFile = path.join(folder, 'alertmanager.log');
  writeFileSync(file, config);
  const address = `127.0.0.1:${wanted || (await freePort())}`;
  const out = openSync(logFile, 'w');
  const args = [
    `--config.file=${file}`,
    `--storage.path=${path.join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
  ];
  const child = startChild(program, args, { stdio: ['ignore', out, out] });
  while (!(await fetch(`http://${address}/-/ready`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`Alertmanager did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
    await sleep(100);
  }
  return address;
}
