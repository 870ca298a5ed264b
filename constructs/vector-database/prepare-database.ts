import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnDBCluster, type DatabaseCluster } from 'aws-cdk-lib/aws-rds';
import { AwsCustomResource, type AwsSdkCall, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { encryptedLogGroup } from '../internal/encrypted-log-group.ts';
import { grantUseOfKey } from '../internal/grants.ts';
import { databasePreparation } from './database-preparation.ts';

interface Preparation {
  readonly cluster: DatabaseCluster;
  readonly database: string;
  readonly user: string;
  /** Of the master's password. */
  readonly encryptionKey: IKey;
  readonly logsKey?: IKey;
  readonly logRetention?: RetentionDays;
}

/**
 * Makes extension, user and schema when the cluster is deployed, through the Data API: one statement, as the master, whose password goes
 * from Secrets Manager to RDS and is seen by no function.
 */
export function prepareDatabase(scope: Construct, preparation: Preparation): void {
  const { cluster, database, user, encryptionKey } = preparation;
  const secretArn = masterSecretArn(cluster);
  const logGroup = encryptedLogGroup(scope, 'PreparationLogs', {
    ...(preparation.logsKey && { encryptionKey: preparation.logsKey }),
    ...(preparation.logRetention && { retention: preparation.logRetention }),
  });
  // Not the role that the custom resource would make: that one writes to every log group of the account.
  const role = new Role(scope, 'PreparationRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  role.addToPolicy(new PolicyStatement({ actions: ['rds-data:ExecuteStatement'], resources: [cluster.clusterArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }));
  grantUseOfKey(encryptionKey, role, ['kms:Decrypt'], `secretsmanager.${Stack.of(scope).region}`);
  const call: AwsSdkCall = {
    service: 'RDSDataService',
    action: 'ExecuteStatement',
    parameters: { resourceArn: cluster.clusterArn, secretArn, database, sql: databasePreparation(user) },
    physicalResourceId: PhysicalResourceId.of(`${database}-prepared`),
    outputPaths: ['numberOfRecordsUpdated'],
  };
  const prepared = new AwsCustomResource(scope, 'Preparation', {
    ...{ role, logGroup, onCreate: call, onUpdate: call },
    installLatestAwsSdk: false,
    timeout: Duration.minutes(2),
  });
  // Its instances too: without a writer nothing runs.
  prepared.node.addDependency(cluster, role);
}

function masterSecretArn(cluster: DatabaseCluster): string {
  const resource = cluster.node.defaultChild;
  if (!(resource instanceof CfnDBCluster)) throw new Error(`${cluster.node.path} is no DB cluster`);
  return resource.attrMasterUserSecretSecretArn;
}
