import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { RULE_GROUPS } from '../../services/observability/rules/groups.ts';
import { ruleFile } from '../../services/observability/rules/prometheus.ts';
import type { RuleGroup } from '../../services/observability/rules/rule.ts';
import { runChild } from '../../tools/emulator/child.ts';
import type { Harness } from '../support/harness.ts';
import { ALERT_CASES } from './cases/all.ts';
import type { Program } from './programs.ts';
import { ruleTests } from './rule-tests.ts';

/** Writes rules and their tests. @returns the rule files */
export function writeRules(folder: string, groups: readonly RuleGroup[] = RULE_GROUPS): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return groups.map((group) => {
    const file = path.join(folder, `${group.name}.yaml`);
    writeFileSync(file, ruleFile(group));
    writeFileSync(testFile(file), stringify(ruleTests(group, path.basename(file), ALERT_CASES)));
    return file;
  });
}

const testFile = (file: string): string => file.replace(/\.yaml$/, '.test.yml');

/** promtool says what it thinks of the rules, and runs the two tests of every alert. */
export async function testRules({ folder, check }: Harness, programs: Readonly<Record<Program, string>>): Promise<void> {
  const promtool = (...args: readonly string[]) => runChild(programs.promtool, args);
  const files = writeRules(path.join(folder, 'rules'));
  const rules = RULE_GROUPS.reduce((sum, { records, alerts }) => sum + records.length + alerts.length, 0);

  await check(`promtool accepts all ${rules} rules`, async () => {
    const { code, output } = await promtool('check', 'rules', ...files);
    const found = [...output.matchAll(/SUCCESS: (\d+) rules found/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    if (code !== 0 || found !== rules) throw new Error(output);
  });
  await check(`each of ${ALERT_CASES.length} alerts fires for its case, and stays quiet about what is nearly one`, async () => {
    const { code, output } = await promtool('test', 'rules', ...files.map(testFile));
    if (code !== 0) throw new Error(output);
  });
  await check('these tests notice an alert that never fires', async () => {
    const failed = await failures(promtool, folder, 'never', 'vector(1) < 0', /^\s+expr: "count by/gm);
    if (failed !== ALERT_CASES.length) throw new Error(`${failed} of ${ALERT_CASES.length} were noticed`);
  });
  await check('and one that always does', async () => {
    const failed = await failures(promtool, folder, 'always', 'vector(1)', /^\s+name: \w+ stays quiet/gm);
    if (failed !== ALERT_CASES.length) throw new Error(`${failed} of ${ALERT_CASES.length} were noticed`);
  });
}

/** How many tests fail when all alerts have this expression. */
async function failures(
  promtool: (...args: readonly string[]) => Promise<{ readonly output: string }>,
  folder: string,
  name: string,
  expr: string,
  failure: RegExp,
): Promise<number> {
  const broken = RULE_GROUPS.map((group) => ({ ...group, alerts: group.alerts.map((alert) => ({ ...alert, expr, for: '0m' })) }));
  const files = writeRules(path.join(folder, name), broken);
  const { output } = await promtool('test', 'rules', ...files.map(testFile));
  return output.match(failure)?.length ?? 0;
}
