import { Stack, Token } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Bucket, type ReplicationRule, ReplicationTimeValue } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { grantUseOfKey } from '../internal/grants.ts';
import type { IModelRepository, ModelRepositoryProps } from './model-repository-props.ts';
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

export const replicationRules = (destinations: readonly IModelRepository[]): ReplicationRule[] =>
  destinations.map((destination, at) => ({
    id: ruleId(destination),
    priority: at + 1,
    destination: destination.bucket,
    kmsKey: destination.encryptionKey,
    sseKmsEncryptedObjects: true,
    // What is deleted here stays there.
    deleteMarkerReplication: false,
    metrics: ReplicationTimeValue.FIFTEEN_MINUTES,
  }));

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
export function replicationProblems(scope: Construct, props: ModelRepositoryProps): string[] {
  const { replicateTo = [], allowedRegions = [] } = props;
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
