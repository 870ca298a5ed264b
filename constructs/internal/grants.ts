import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

const KEY_TO_READ = ['kms:Decrypt', 'kms:DescribeKey'];
const KEY_TO_WRITE = [
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Lets a principal read rows of the table, in this region alone: a replica elsewhere may hold what this region must not see. */
export function grantReadRows(table: ITableV2, grantee: IGrantable, ...actions: string[]): Grant {
  return grantRows(table, grantee, actions, KEY_TO_READ);
}

/** Lets a principal write rows of the table, in this region alone. */
export function grantWriteRows(table: ITableV2, grantee: IGrantable, ...actions: string[]): Grant {
  return grantRows(table, grantee, actions, [...KEY_TO_READ, ...KEY_TO_WRITE]);
}

/** Lets a principal read the value of a secret that is known by ARN or by name only. */
export function grantSecretValue(secret: ISecret, grantee: IGrantable, encryptionKey?: IKey): Grant {
  // Secrets Manager ends every ARN with six random characters, which a name does not tell.
  const arn = secret.secretFullArn ?? `${secret.secretArn}-??????`;
  const grant = Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [arn] });
  return encryptionKey === undefined
    ? grant
    : grant.combine(grantUseOfKey(encryptionKey, grantee, KEY_TO_READ, `secretsmanager.${secret.env.region}`));
}

function grantRows(table: ITableV2, grantee: IGrantable, actions: string[], keyActions: string[]): Grant {
  const grant = Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
  const key = table.encryptionKey;
  return key === undefined ? grant : grant.combine(grantUseOfKey(key, grantee, keyActions, `dynamodb.${table.env.region}`));
}

/**
 * Lets a principal use a key through one service.
 *
 * The L2's own key grants hold wildcards, work outside the service as well, add nothing for an imported key, and otherwise write the role into
 * the key's policy: a cycle when the key's stack comes first. The platform's keys leave the decision to IAM, so the role's policy suffices.
 */
export function grantUseOfKey(key: IKey, grantee: IGrantable, actions: string[], service: string): Grant {
  const conditions = { StringEquals: { 'kms:ViaService': `${service}.amazonaws.com` } };
  return Grant.addToPrincipal({ grantee, actions, resourceArns: [key.keyArn], conditions });
}
