import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

interface EncryptedLogGroupOptions {
  readonly logGroupName?: string;
  /** Its policy must let CloudWatch Logs use it. @default - a key of the construct's own */
  readonly encryptionKey?: IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly retention?: RetentionDays;
}

/** A log group under a customer managed key that outlives its stack, unless its own deployment fails: its name would be taken when it is tried again. */
export function encryptedLogGroup(scope: Construct, id: string, options: EncryptedLogGroupOptions): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName: options.logGroupName,
    encryptionKey: options.encryptionKey ?? ownKey(scope),
    retention: options.retention ?? RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

/** One key for all log groups of a construct. */
function ownKey(scope: Construct): Key {
  const made = scope.node.tryFindChild('LogsKey');
  if (made !== undefined) return made as Key;
  const key = new Key(scope, 'LogsKey', { description: `Logs of ${scope.node.path}`, enableKeyRotation: true });
  key.addToResourcePolicy(allowCloudWatchLogs(scope));
  return key;
}

/** The statement of a key policy without which CloudWatch Logs cannot encrypt: for log groups of this account and region alone. */
export function allowCloudWatchLogs(scope: Construct): PolicyStatement {
  const stack = Stack.of(scope);
  const logGroups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new PolicyStatement({
    sid: 'CloudWatchLogs',
    principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
  });
}
