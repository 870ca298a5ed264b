import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IBackupVault } from 'aws-cdk-lib/aws-backup';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import type { Protected } from './backup-plan-props.ts';

interface Vault {
  readonly vault: IBackupVault;
  readonly encryptionKey: IKey;
}

/** What AWS Backup needs to back up these, and nothing with which it could restore data, or delete any but the snapshots that it made itself. */
export function backupStatements(scope: IConstruct, { vault, encryptionKey }: Vault, what: Protected): PolicyStatement[] {
  const { tables = [], clusters = [] } = what;
  const tableKeys = tables.flatMap(({ encryptionKey: key }) => key ?? []);
  const keys = [...new Set([encryptionKey, ...tableKeys, ...clusters.map((cluster) => cluster.encryptionKey)])];
  const { region } = Stack.of(scope);
  const keyArns = keys.map(({ keyArn }) => keyArn);
  const services = ['backup', 'dynamodb', 'rds'].map((service) => `${service}.${region}.amazonaws.com`);
  return [
    new PolicyStatement({ actions: ['backup:DescribeBackupVault'], resources: [vault.backupVaultArn] }),
    ...(tables.length > 0
      ? [
          new PolicyStatement({
            actions: ['dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:StartAwsBackupJob'],
            resources: tables.map(({ tableArn }) => tableArn),
          }),
        ]
      : []),
    ...(clusters.length > 0
      ? [
          new PolicyStatement({
            actions: [
              'rds:AddTagsToResource',
              'rds:CreateDBClusterSnapshot',
              'rds:DescribeDBClusters',
              'rds:DescribeDBClusterSnapshots',
              'rds:ListTagsForResource',
            ],
            resources: [...clusters.map(({ clusterArn }) => clusterArn), backupSnapshots(scope)],
          }),
          // What a rule keeps no longer.
          new PolicyStatement({ actions: ['rds:DeleteDBClusterSnapshot'], resources: [backupSnapshots(scope)] }),
        ]
      : []),
    new PolicyStatement({ actions: ['kms:DescribeKey'], resources: keyArns }),
    new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: keyArns,
      conditions: { StringEquals: { 'kms:ViaService': services } },
    }),
    new PolicyStatement({
      actions: ['kms:CreateGrant'],
      resources: keyArns,
      conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}

/** Snapshots of clusters that AWS Backup made: it names them, and nobody else can give such a name. */
const backupSnapshots = (scope: IConstruct): string =>
  Stack.of(scope).formatArn({
    service: 'rds',
    resource: 'cluster-snapshot',
    resourceName: 'awsbackup:*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
