import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { callJson } from '../../tools/emulator/emulated-aws.ts';
import type { Harness } from '../support/harness.ts';
import type { Gateway } from './gateway.ts';

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string; readonly BOOL?: boolean } | undefined>>;

/** Stream, function, table, and the router's next look at it. */
const PATIENCE_MS = 50_000;

/** Money spent goes over the ledger's stream to the function, whose word reaches the router; the alert is published once. */
export async function testBudgets({ check }: Harness, { region, ask }: Gateway, url: string, key: string): Promise<void> {
  // One request costs more than the thousandth of the budget from which on the cheaper model answers.
  const body = JSON.stringify({ model: 'dear', messages: [{ role: 'user', content: 'How much is this? '.repeat(20) }] });
  const spend = () => ask('POST', '/v1/chat/completions', { key, body });

  await check(`${region}: traffic beyond its budget gets the cheaper model`, async () => {
    const first = await spend();
    assert.equal(first.status, 200, first.text);
    for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(1_000)) {
      const answer = await spend();
      assert.equal(answer.status, 200, answer.text);
      if (answer.text.includes('"model":"echo"')) break;
      assert.ok(Date.now() < deadline, `still answered by the dear model after ${PATIENCE_MS / 1000} s`);
    }
  });

  await check(`${region}: the alert is noted as sent, once`, async () => {
    const { TableNames } = await callJson<{ TableNames: string[] }>(url, 'dynamodb', region, 'ListTables', {});
    const scans = await Promise.all(
      TableNames.map((TableName) => callJson<{ Items: Item[] }>(url, 'dynamodb', region, 'Scan', { TableName })),
    );
    const alerts = scans.flatMap(({ Items }) => Items).filter(({ sk }) => sk?.S?.startsWith('alert#'));
    assert.deepEqual(
      alerts.map(({ pk, sent }) => [pk?.S, sent?.BOOL]),
      [['frugal', true]],
    );
  });
}
