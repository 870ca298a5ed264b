import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { alertmanagerConfig } from '../../services/observability/alerting/alertmanager.ts';
import { runChild } from '../../tools/emulator/child.ts';
import type { Harness } from '../support/harness.ts';
import { ON_CALL } from './on-call.ts';
import type { Program } from './programs.ts';

/** Labels of an alert, and who has to be told. */
const TOLD: readonly (readonly [receiver: string, ...labels: readonly string[]])[] = [
  ['pager', 'severity=critical', 'component=gateway'],
  ['pager', 'severity=critical', 'component=gpu'],
  ['hardware', 'severity=warning', 'component=gpu'],
  ['chat', 'severity=warning', 'component=redis'],
  ['events', 'severity=info', 'component=gpu'],
];

/** amtool reads the routes and says who is told of what. */
export async function testRoutes({ folder, check }: Harness, { amtool }: Readonly<Record<Program, string>>): Promise<void> {
  const file = path.join(folder, 'alertmanager.yml');
  writeFileSync(file, alertmanagerConfig(ON_CALL));
  await check('amtool accepts the routes of who is on call', async () => {
    const { code, output } = await runChild(amtool, ['check-config', file]);
    if (code !== 0 || !/4 receivers/.test(output)) throw new Error(output);
  });
  for (const [receiver, ...labels] of TOLD) {
    await check(`${labels.join(', ')}: ${receiver} is told`, async () => {
      const { stdout } = await runChild(amtool, ['config', 'routes', 'test', '--config.file', file, ...labels]);
      if (stdout.trim() !== receiver) throw new Error(`amtool says ${stdout.trim()}`);
    });
  }
}
