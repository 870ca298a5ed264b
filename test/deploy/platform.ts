import { mustRun } from '../../tools/emulator/child.ts';
import type { MiniStack } from '../../tools/emulator/ministack.ts';
import { type Harness, root } from '../support/harness.ts';
import { expectAlarmsHeard } from './alarms.ts';
import { BLUEPRINT, CONFIG, REGIONS } from './assembly.ts';
import { testBudgets } from './budgets.ts';
import { environment, type Outputs } from './cdk.ts';
import { expectCleanLogs, expectRows, expectWebAcl } from './evidence.ts';
import { gatewayOf } from './gateway.ts';
import { testLedger } from './ledger.ts';
import { PROMPT, testRequests, testResidency } from './requests.ts';
import { testRestore } from './restore.ts';
import { testReview } from './review.ts';

/** The deployed platform from outside: its clients, its ledger, its logs. */
export async function testPlatform(run: Harness, emulator: MiniStack, outputs: Outputs): Promise<void> {
  const { url, recorded } = emulator;
  const [home, away] = [gatewayOf(outputs, REGIONS[1], url), gatewayOf(outputs, REGIONS[0], url)];
  const key = await createKey('default', url, run.folder);
  const stayingKey = await createKey('research', url, run.folder);
  const secrets = [PROMPT, key, stayingKey];
  for (const gateway of [away, home]) {
    const { region } = gateway;
    const billed = await testRequests(run, gateway, key);
    await run.check(
      `${region}: the ledger has one row for each answered request, with tenant and tokens, without the prompt`,
      () => expectRows(url, region, billed, secrets),
    );
    await run.check(`${region}: the log groups know the requests, and neither prompt nor key`, () =>
      expectCleanLogs(url, region, billed, secrets),
    );
    await testLedger(run, gateway, url, key, billed);
    await run.check(`${region}: every alarm tells a topic that is there`, () => expectAlarmsHeard(url, region, recorded()));
    await run.check(`${region}: the web ACL would stand before the deployed stage (recorded only)`, () =>
      expectWebAcl(recorded(), gateway),
    );
  }
  await testResidency(run, away, home, stayingKey);
  await testBudgets(run, home, url, await createKey('frugal', url, run.folder));
  const reviewer = await createKey('default', url, run.folder, '--role', 'reviewer');
  await testReview(run, home, url, { key, reviewer });
  await testRestore(run, emulator, away.region);
}

/** Made in the primary region only: the others must find it in their replica of the table. */
async function createKey(tenant: string, url: string, work: string, ...role: readonly string[]): Promise<string> {
  const args = [...BLUEPRINT, 'keys', 'create', '--config', CONFIG, '--tenant', tenant, ...role, '--json'];
  const said = await mustRun('the key cannot be created', process.execPath, args, { cwd: root, env: environment(url, work) });
  return (JSON.parse(said) as { apiKey: string }).apiKey;
}
