import { Stack } from 'aws-cdk-lib';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { ModelRepository } from '../../constructs/model-repository/model-repository.ts';
import { ALIASES_PREFIX, MODELS_PREFIX } from '../../constructs/model-repository/prefixes.ts';
import type { Acknowledgement } from './acknowledgements.ts';
import { PLATFORM_TEAM } from './register.ts';

/** The findings that repositories bring along which are replicated: objects below two prefixes, here and in each bucket that gets them. */
export const modelReplicas = (root: IConstruct): Acknowledgement[] =>
  root.node.findAll().flatMap((construct) => {
    if (!(construct instanceof ModelRepository) || construct.replicas.length === 0) return [];
    const stack = Stack.of(construct);
    const own = `<${stack.resolve(stack.getLogicalId(construct.bucket.node.defaultChild as CfnBucket))}.Arn>`;
    const theirs = construct.replicas.map(({ bucket }) => `arn:${stack.partition}:s3:::${nameOf(bucket)}`);
    return [own, ...theirs].flatMap((arn) =>
      [MODELS_PREFIX, ALIASES_PREFIX].map((prefix) => ({
        id: `AwsSolutions::AwsSolutions-IAM5[Resource::${arn}/${prefix}*]`,
        path: new RegExp(`^${construct.node.path}/ReplicationRole/DefaultPolicy/Resource$`),
        reason:
          'S3 replicates versions of models and aliases, whose names nobody knows before; the role can be taken by S3 alone',
        ...PLATFORM_TEAM,
      })),
    );
  });

/** As it is written: seen from another stack, the name of a bucket is a token. */
const nameOf = (bucket: IBucket): string | undefined => {
  const resource = bucket.node.defaultChild;
  return resource instanceof CfnBucket ? resource.bucketName : bucket.bucketName;
};
