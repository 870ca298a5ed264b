import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { GATEWAY_SLO_RULES } from '../../services/observability/rules/gateway.ts';
import { RULE_GROUPS } from '../../services/observability/rules/groups.ts';
import { writeRules } from '../../tools/demo/demo.ts';
import { fasterDuration } from '../../tools/demo/time-scale.ts';
import { runChild } from '../../tools/emulator/child.ts';
import { ALERT_CASES } from '../sight/cases/all.ts';
import { ruleTests } from '../sight/rule-tests.ts';
import type { Harness } from '../support/harness.ts';

const SPEED = 60;

/** Rules for a faster time, before promtool: accepted, and the promises' alerts fire and stay quiet as they do in real time. */
export async function testScaledRules({ check, folder }: Harness, promtool: string): Promise<void> {
  const rules = path.join(folder, 'faster');
  const files = writeRules(rules, SPEED);
  await check(`promtool accepts all rules ${SPEED} times as fast`, async () => {
    const { code, output } = await runChild(promtool, ['check', 'rules', ...files]);
    const found = [...output.matchAll(/SUCCESS: (\d+) rules found/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    const expected = RULE_GROUPS.reduce((sum, { records, alerts }) => sum + records.length + alerts.length, 0);
    if (code !== 0 || found !== expected) throw new Error(output);
  });
  await check(
    'the alerts of the promises fire for their cases a minute of which is a second, and stay quiet about the near ones',
    async () => {
      const tests = path.join(rules, 'faster.test.yml');
      writeFileSync(tests, stringify(faster(ruleTests(GATEWAY_SLO_RULES, `${GATEWAY_SLO_RULES.name}.yaml`, ALERT_CASES))));
      const { code, output } = await runChild(promtool, ['test', 'rules', tests]);
      if (code !== 0) throw new Error(output);
    },
  );
}

/** The same tests with a sample a second. */
const faster = (tests: ReturnType<typeof ruleTests>): unknown =>
  JSON.parse(JSON.stringify(tests), (key, value: unknown) =>
    ['interval', 'evaluation_interval', 'eval_time'].includes(key) ? fasterDuration(String(value), SPEED) : value,
  );
