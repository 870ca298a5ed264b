import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnDBCluster, type DatabaseCluster } from 'aws-cdk-lib/aws-rds';
import {
  AwsCustomResource,
  AwsCustomResourcePolicy,
  type AwsCustomResourceProps,
  type AwsSdkCall,
  PhysicalResourceId,
} from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { encryptedLogGroup } from '../internal/encrypted-log-group.ts';
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
  const rights = [
    new PolicyStatement({ actions: ['rds-data:ExecuteStatement'], resources: [cluster.clusterArn] }),
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }),
    new PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: [encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.amazonaws.com` } },
    }),
  ];
  const call: AwsSdkCall = {
    service: 'RDSDataService',
    action: 'ExecuteStatement',
    parameters: { resourceArn: cluster.clusterArn, secretArn, database, sql: databasePreparation(user) },
    physicalResourceId: PhysicalResourceId.of(`${database}-prepared`),
    outputPaths: ['numberOfRecordsUpdated'],
  };
  const prepared = new AwsCustomResource(scope, 'Preparation', {
    ...{ ...functionParts(scope, preparation), onCreate: call, onUpdate: call },
    // It joins the role that the function has, whichever construct gave it.
    policy: AwsCustomResourcePolicy.fromStatements(rights),
    installLatestAwsSdk: false,
    timeout: Duration.minutes(2),
  });
  // Its instances too: without a writer nothing runs.
  prepared.node.addDependency(cluster);
}

/** Role and log of the function that makes the calls. A stack has one for all its AWS custom resources, as the first of them wants it. */
function functionParts(
  scope: Construct,
  { logsKey, logRetention }: Preparation,
): Pick<AwsCustomResourceProps, 'role' | 'logGroup'> {
  const stack = Stack.of(scope);
  const made = stack.node.findAll().some((each) => each instanceof AwsCustomResource && Stack.of(each) === stack);
  if (made) return {};
  const logGroup = encryptedLogGroup(scope, 'PreparationLogs', {
    ...(logsKey && { encryptionKey: logsKey }),
    ...(logRetention && { retention: logRetention }),
  });
  // Not the role that CDK would make: that one writes to every log group of the account.
  const role = new Role(scope, 'PreparationRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return { role, logGroup };
}

function masterSecretArn(cluster: DatabaseCluster): string {
  const resource = cluster.node.defaultChild;
  if (!(resource instanceof CfnDBCluster)) throw new Error(`${cluster.node.path} is no DB cluster`);
  return resource.attrMasterUserSecretSecretArn;
}
