import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * A key for the cluster's secrets and its nodes' volumes. Auto Scaling starts the nodes under a service-linked role that no IAM policy can be
 * attached to, so the key itself must let it in, as the key of EBS does. The role is named by a condition: it need not exist yet.
 */
export function clusterKey(scope: Construct): Key {
  const key = new Key(scope, 'Key', { description: `Secrets and nodes' volumes of ${scope.node.path}`, enableKeyRotation: true });
  for (const statement of allowAutoScaling(scope)) key.addToResourcePolicy(statement);
  return key;
}

/** What the policy of a key must say before Auto Scaling can start nodes with volumes under it. */
function allowAutoScaling(scope: Construct): PolicyStatement[] {
  const { account, region, partition } = Stack.of(scope);
  const conditions = {
    StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': `ec2.${region}.amazonaws.com` },
    ArnLike: {
      'aws:PrincipalArn': `arn:${partition}:iam::${account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling*`,
    },
  };
  const common = { principals: [new AnyPrincipal()], resources: ['*'] };
  return [
    new PolicyStatement({
      ...common,
      sid: 'NodeVolumes',
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      conditions,
    }),
    new PolicyStatement({
      ...common,
      sid: 'NodeVolumeGrants',
      actions: ['kms:CreateGrant'],
      conditions: { ...conditions, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}

/** What EKS does with the key in the name of the cluster's role. */
export function encryptSecrets(key: IKey): PolicyStatement {
  return new PolicyStatement({
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ListGrants', 'kms:DescribeKey'],
    resources: [key.keyArn],
  });
}
