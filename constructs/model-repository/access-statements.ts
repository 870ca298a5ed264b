import { Effect, type IPrincipal, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ALIASES_PREFIX, MODELS_PREFIX } from './prefixes.ts';

const everything = (bucket: IBucket): string[] =>
  [MODELS_PREFIX, ALIASES_PREFIX].map((prefix) => bucket.arnForObjects(`${prefix}*`));

const allow = (principal: IPrincipal, actions: string[], resources: string[]) =>
  new PolicyStatement({ principals: [principal], actions, resources });

/** Reading: objects, and the list of them. */
export const readStatements = (bucket: IBucket, principal: IPrincipal): PolicyStatement[] => [
  allow(principal, ['s3:GetObject'], everything(bucket)),
  allow(principal, ['s3:ListBucket'], [bucket.bucketArn]),
];

/** What a push needs beside reading. */
export const publishStatements = (bucket: IBucket, principal: IPrincipal): PolicyStatement[] => [
  allow(principal, ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], everything(bucket)),
  allow(principal, ['s3:ListBucketMultipartUploads'], [bucket.bucketArn]),
];

const deny = (sid: string, actions: string[], resources: string[], conditions: Record<string, Record<string, unknown>>) =>
  new PolicyStatement({ sid, effect: Effect.DENY, principals: [new StarPrincipal()], actions, resources, conditions });

/**
 * What nobody may do, whatever IAM grants them. The policy itself stays in reach: whoever may change it can let somebody else in, and that is
 * one event in CloudTrail.
 *
 * @param readers ARNs of the roles that may read models
 * @param publishers ARNs of the roles that may write
 */
export const denyStatements = (bucket: IBucket, readers: string[], publishers: string[]): PolicyStatement[] => [
  deny('ModelsForGrantedRolesAlone', ['s3:GetObject', 's3:GetObjectVersion'], [bucket.arnForObjects(`${MODELS_PREFIX}*`)], {
    ArnNotEquals: { 'aws:PrincipalArn': readers },
  }),
  deny(
    'WritesByThePublisherAlone',
    ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectRetention', 's3:BypassGovernanceRetention'],
    everything(bucket),
    { ArnNotEquals: { 'aws:PrincipalArn': publishers } },
  ),
  // Parts of an upload carry no condition; the call that puts them together does.
  deny('VersionsAreNeverOverwritten', ['s3:PutObject'], [bucket.arnForObjects(`${MODELS_PREFIX}*`)], {
    Null: { 's3:if-none-match': 'true' },
    Bool: { 's3:ObjectCreationOperation': 'true' },
  }),
];
