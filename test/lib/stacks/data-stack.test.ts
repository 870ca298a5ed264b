import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { singleRegion } from '../../../lib/config/presets/single-region.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { DataStack } from '../../../lib/stacks/data-stack.ts';
import { nagFindings } from '../../support/findings.ts';

const regions = { 'us-east-1': { primary: true }, 'eu-west-1': {} };

/** The stack of keys and tables of one region, alone. */
function made(region: string, data: PlatformInput['data']) {
  const config = platform({ ...singleRegion, regions, ...(data && { data }) });
  const stack = new DataStack(createApp(), { config, region, description: 'test' });
  return { name: config.name, stack, template: Template.fromStack(stack) };
}
const selected = (template: Template): unknown[] =>
  Object.values(template.findResources('AWS::Backup::BackupSelection')).flatMap(
    ({ Properties }) => Properties.BackupSelection.Resources,
  );

test('without a word there is point-in-time recovery, and neither vault nor exports', () => {
  const { template } = made('us-east-1', undefined);
  template.resourceCountIs('AWS::Backup::BackupVault', 0);
  template.resourceCountIs('AWS::Scheduler::Schedule', 0);
  template.allResourcesProperties('AWS::DynamoDB::GlobalTable', {
    Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
  });
});

describe('with backups and exports', () => {
  const { name, stack, template } = made('us-east-1', { backups: { lockDays: 10 }, usageExport: { every: 'day' } });

  test('the primary region backs up sessions, ledger and API keys, under the platform’s keys', () => {
    template.hasResourceProperties('AWS::Backup::BackupVault', {
      BackupVaultName: `${name}-backups`,
      LockConfiguration: { MinRetentionDays: 10 },
    });
    expect(selected(template)).toHaveLength(3);
    expect(JSON.stringify(selected(template))).toContain(`table/${name}-api-keys`);
    template.resourceCountIs('AWS::KMS::Key', 4);
  });

  test('the ledger is exported, and no rule has anything to find', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(0 5 * * ? *)' });
    expect(nagFindings(stack)).toEqual([]);
  });
});

test('another region backs up its own tables, and nothing leaves it', () => {
  const { template } = made('eu-west-1', { backups: {} });
  expect(selected(template)).toHaveLength(2);
  expect(JSON.stringify(template.toJSON())).not.toMatch(/CopyActions|us-east-1/);
});
