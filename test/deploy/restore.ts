import assert from 'node:assert/strict';
import { mustRun } from '../../tools/emulator/child.ts';
import { callGet, callJson } from '../../tools/emulator/emulated-aws.ts';
import type { MiniStack } from '../../tools/emulator/ministack.ts';
import { type Harness, root } from '../support/harness.ts';
import { BLUEPRINT } from './assembly.ts';
import { environment } from './cdk.ts';

interface Table {
  readonly Table: { readonly TableName: string; readonly TableArn: string };
}
type Key = Readonly<Record<'pk' | 'sk', object>>;

/** The tenants that have asked for something. */
const TENANTS = 'default,research,frugal';

/** What was used stands in the reports as before when the ledger is lost: docs/backups.md, step by step. */
export async function testRestore({ check, folder }: Harness, { url, recorded }: MiniStack, region: string): Promise<void> {
  const dynamoDb = <T>(operation: string, input: object) => callJson<T>(url, 'dynamodb', region, operation, input);
  const { TableName: ledger, TableArn } = await ledgerOf(dynamoDb);
  const report = (table: string) => {
    const options = ['--table', table, '--region', region, '--tenant', TENANTS, '--from', '2026-11-01', '--json'];
    const how = { cwd: root, env: environment(url, folder) };
    return mustRun('the usage cannot be read', process.execPath, [...BLUEPRINT, 'usage', 'report', ...options], how);
  };
  const before = await report(ledger);

  await check(`${region}: the ledger, restored to the latest point in time, gives the same report`, async () => {
    // That recovery is switched on is in the template, which the emulator does not read so far.
    await dynamoDb('RestoreTableToPointInTime', {
      SourceTableArn: TableArn,
      TargetTableName: 'restored-to-a-point',
      UseLatestRestorableTime: true,
    });
    assert.ok(before.includes('default'), before);
    assert.equal(await report('restored-to-a-point'), before);
  });

  await check(
    `${region}: a table whose rows were all deleted is restored from its backup, and gives the same report`,
    async () => {
      const damaged = 'restored-to-a-point';
      const backup = { TableName: damaged, BackupName: 'before-the-mistake' };
      const { BackupDetails } = await dynamoDb<{ BackupDetails: { BackupArn: string } }>('CreateBackup', backup);
      const { Items } = await dynamoDb<{ Items: Key[] }>('Scan', { TableName: damaged });
      for (const { pk, sk } of Items) await dynamoDb('DeleteItem', { TableName: damaged, Key: { pk, sk } });
      assert.notEqual(await report(damaged), before);
      const { BackupArn } = BackupDetails;
      await dynamoDb('RestoreTableFromBackup', { BackupArn, TargetTableName: 'restored-from-a-backup' });
      assert.equal(await report('restored-from-a-backup'), before);
    },
  );

  await check(`${region}: what the schedule asks DynamoDB for is an export that DynamoDB takes`, async () => {
    const { Schedules } = await callGet<{ Schedules: { Name: string; GroupName: string }[] }>(
      url,
      'scheduler',
      region,
      '/schedules',
    );
    const [schedule, ...more] = Schedules;
    assert.ok(schedule !== undefined && more.length === 0, `${Schedules.length} schedules`);
    const path = `/schedules/${schedule.Name}?groupName=${schedule.GroupName}`;
    const { Target } = await callGet<{ Target: { Arn: string; Input: string } }>(url, 'scheduler', region, path);
    assert.match(Target.Arn, /:aws-sdk:dynamodb:exportTableToPointInTime$/);
    const input = JSON.parse(Target.Input) as { TableArn: string };
    assert.equal(input.TableArn, TableArn);
    const { ExportDescription } = await dynamoDb<{ ExportDescription: object }>('ExportTableToPointInTime', input);
    assert.partialDeepStrictEqual(ExportDescription, { ExportStatus: 'IN_PROGRESS', S3SseAlgorithm: 'KMS' });
  });

  await check(`${region}: the backup plan would select the ledger and the sessions (recorded only)`, () => {
    const selections = recorded().filter((made) => made.type === 'AWS::Backup::BackupSelection' && made.region === region);
    const Resources = selections.flatMap(({ properties }) => (properties.BackupSelection as { Resources: string[] }).Resources);
    assert.ok(Resources.includes(TableArn), Resources.join(', '));
    assert.ok(
      Resources.some((arn) => /Sessions/.test(arn)),
      Resources.join(', '),
    );
  });
}

async function ledgerOf(dynamoDb: <T>(operation: string, input: object) => Promise<T>): Promise<Table['Table']> {
  const { TableNames } = await dynamoDb<{ TableNames: string[] }>('ListTables', {});
  const name = TableNames.find((each) => /-data-Usage/.test(each));
  assert.ok(name !== undefined, `no ledger among ${TableNames.join(', ')}`);
  return (await dynamoDb<Table>('DescribeTable', { TableName: name })).Table;
}
