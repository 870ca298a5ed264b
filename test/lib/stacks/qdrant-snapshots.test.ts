import { Match } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { GpuCluster } from '../../../constructs/gpu-cluster/gpu-cluster.ts';
import { accessLogsBucket } from '../../../constructs/internal/access-logs-bucket.ts';
import { PlatformNetwork } from '../../../constructs/platform-network/platform-network.ts';
import { qdrantSnapshots } from '../../../lib/stacks/qdrant-snapshots.ts';
import { qdrant } from '../../services/qdrant/support.ts';
import { nagFindings, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const stack = testStack();
const cluster = GpuCluster.fromClusterAttributes(stack, 'Cluster', {
  clusterName: 'llm',
  network: PlatformNetwork.fromPlatformNetworkAttributes(stack, 'Network', {
    ...{ vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] },
  }),
  clusterSecurityGroupId: 'sg-1',
  nodeRole: Role.fromRoleName(stack, 'NodeRole', 'nodes'),
  encryptionKey: Key.fromKeyArn(stack, 'VolumeKey', 'arn:aws:kms:us-east-1:111122223333:key/1'),
});
const bucket = qdrantSnapshots(stack, {
  ...{ cluster, qdrant, retentionDays: 7, encryptionKey: new Key(stack, 'Key') },
  accessLogs: accessLogsBucket(stack),
});
const template = templateOf(stack);

test('snapshots are encrypted, private, kept for their days, and recoverable for a month', () => {
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      BucketName: qdrant.snapshotBucket,
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [Match.objectLike({ ExpirationInDays: 7, NoncurrentVersionExpiration: { NoncurrentDays: 30 } })],
      },
    },
  });
  expect(nagFindings(bucket)).toEqual([]);
});

test('the pods of one service account may write below one prefix, and change nothing of the bucket', () => {
  template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', { Namespace: 'qdrant', ServiceAccount: 'qdrant' });
  const policies = Object.values(template.findResources('AWS::S3::BucketPolicy'));
  const statements = policies
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Sid?: string; Action: string[]; Resource: unknown }[])
    .filter(({ Sid }) => Sid?.startsWith('Qdrant'));
  expect(statements.flatMap(({ Action }) => Action).filter((action) => /Policy|Acl|Version|\*/.test(action))).toEqual([]);
  expect(statements.map(({ Resource }) => JSON.stringify(Resource))).toEqual([
    expect.stringContaining('/qdrant/*'),
    expect.not.stringContaining('/'),
  ]);
  expect(wildcardPolicies(template)).toEqual([]);
});
