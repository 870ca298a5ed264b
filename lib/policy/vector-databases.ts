import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { VectorDatabase } from '../../constructs/vector-database/vector-database.ts';
import type { Acknowledgement } from './acknowledgements.ts';
import { PLATFORM_TEAM } from './register.ts';

/** The findings that databases of vectors bring along: names below a resource that are not known before. */
export const vectorDatabases = (root: IConstruct): Acknowledgement[] =>
  root.node
    .findAll()
    .filter((construct) => construct instanceof VectorDatabase)
    .flatMap((database) => {
      const { partition, region, account } = Stack.of(database);
      const place = `${region}:${shown(account, 'AccountId')}`;
      const wildcard = (resource: string, path: string, reason: string): Acknowledgement => ({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:${shown(partition, 'Partition')}:${resource}]`,
        path: new RegExp(`-${region}-${path}/Role/DefaultPolicy/Resource$`),
        reason,
        ...PLATFORM_TEAM,
      });
      if (database.clusterArn !== undefined) {
        const reason = 'AWS Backup names the snapshots that it makes, by a prefix that nobody else can use';
        return [wildcard(`rds:${place}:cluster-snapshot:awsbackup:*`, 'state/BackedUp', reason)];
      }
      if (!database.locator.startsWith('s3vectors:')) return [];
      const reason =
        'The router makes an index for each collection, so that their names are not known before; the bucket is its own';
      const index = wildcard(`s3vectors:${place}:bucket/${database.databaseName}/index/*`, 'api/Router', reason);
      return [index, { ...index, path: new RegExp(`-${region}-pods/Router/Resource$`) }];
    });

/** As findings show it: what is not known yet, by the name of its pseudo parameter. */
const shown = (value: string, parameter: string): string => (Token.isUnresolved(value) ? `<AWS::${parameter}>` : value);
