import { Stack, Token } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { grantUseOfKey } from '../internal/grants.ts';
import type { IModelRepository } from './model-repository-props.ts';
import { ALIASES_PREFIX, MODELS_PREFIX } from './prefixes.ts';

const PREFIXES = [MODELS_PREFIX, ALIASES_PREFIX];

/** The id of the rule that replicates to a repository, which is also in the metrics. */
export const ruleId = (destination: IModelRepository): string => `to-${destination.bucket.env.region}`;

/** The role that S3 replicates with. */
export const replicationRole = (scope: Construct): Role =>
  new Role(scope, 'ReplicationRole', {
    description: `Replicates models of ${scope.node.path}`,
    assumedBy: new ServicePrincipal('s3.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });

/** Every object to each destination, encrypted there. */
export const replicationConfiguration = (
  role: IRole,
  destinations: readonly IModelRepository[],
): CfnBucket.ReplicationConfigurationProperty => ({
  role: role.roleArn,
  rules: destinations.map((destination, at) => ({
    id: ruleId(destination),
    priority: at + 1,
    status: 'Enabled',
    filter: { prefix: '' },
    // What is deleted here stays there.
    deleteMarkerReplication: { status: 'Disabled' },
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
    destination: {
      bucket: destination.bucket.bucketArn,
      ...(destination.encryptionKey && { encryptionConfiguration: { replicaKmsKeyId: destination.encryptionKey.keyArn } }),
      metrics: { status: 'Enabled', eventThreshold: { minutes: 15 } },
    },
  })),
});

/** What the role may do: read versions here, with the time they are locked for, and write their replicas. Nothing is deleted by it. */
export function grantReplication(role: IRole, source: Bucket, key: IKey, destinations: readonly IModelRepository[]): void {
  const allow = (actions: string[], resources: string[]) =>
    role.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
  allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], [source.bucketArn]);
  allow(
    [
      ...['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
      ...['s3:GetObjectRetention', 's3:GetObjectLegalHold'],
    ],
    PREFIXES.map((prefix) => source.arnForObjects(`${prefix}*`)),
  );
  grantUseOfKey(key, role, ['kms:Decrypt'], `s3.${source.env.region}`);
  for (const { bucket, encryptionKey } of destinations) {
    allow(
      ['s3:ReplicateObject', 's3:ReplicateTags'],
      PREFIXES.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
    );
    if (encryptionKey) grantUseOfKey(encryptionKey, role, ['kms:Encrypt', 'kms:GenerateDataKey'], `s3.${bucket.env.region}`);
  }
}

/** Why models cannot be replicated like this. */
export function replicationProblems(
  scope: Construct,
  replicateTo: readonly IModelRepository[],
  allowedRegions: readonly string[],
): string[] {
  const here = Stack.of(scope).region;
  const allowed = allowedRegions.length === 0 ? 'is not given' : `has ${allowedRegions.join(', ')}`;
  return replicateTo.flatMap((destination, at) => {
    const { region } = destination.bucket.env;
    const what = `replicateTo[${at}]`;
    if (Token.isUnresolved(region)) return [`${what} has no known region; give its stack env: { region: … }`];
    const twice = replicateTo.findIndex((other) => other.bucket.env.region === region) < at;
    return [
      region === here ? `${what} is in ${region}, the region of this stack; name repositories in other regions` : undefined,
      twice ? `${what} is the second in ${region}; name one for each region` : undefined,
      region !== here && !allowedRegions.includes(region)
        ? `${what} is in ${region}, and allowedRegions ${allowed}; add ${region} there if models may be there`
        : undefined,
      destination.encryptionKey === undefined
        ? `${what} has no encryptionKey; give the key of that bucket in ${region}`
        : undefined,
    ].filter((problem) => problem !== undefined);
  });
}
