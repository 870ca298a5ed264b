import { Grant, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { grantUseOfKey } from '../internal/grants.ts';
import type { IModelRepository, ModelRepositoryAttributes } from './model-repository-props.ts';
import { ALIASES_PREFIX, MODELS_PREFIX } from './prefixes.ts';

/** What reading takes of the key. */
export const READ_KEY = ['kms:Decrypt'];

/** A repository that another stack has made. */
export class ImportedModelRepository extends Construct implements IModelRepository {
  readonly bucket: IBucket;
  readonly encryptionKey?: IKey;

  constructor(scope: Construct, id: string, { bucketName, region, encryptionKey }: ModelRepositoryAttributes) {
    super(scope, id);
    this.bucket = Bucket.fromBucketAttributes(this, 'Bucket', { bucketName, region, encryptionKey });
    this.encryptionKey = encryptionKey;
  }

  /** The bucket's own policy is not in this stack: it must name the role too. */
  grantRead(role: IRole): void {
    const objects = [MODELS_PREFIX, ALIASES_PREFIX].map((prefix) => this.bucket.arnForObjects(`${prefix}*`));
    Grant.addToPrincipal({ grantee: role, actions: ['s3:GetObject'], resourceArns: objects });
    Grant.addToPrincipal({ grantee: role, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] });
    if (this.encryptionKey) grantUseOfKey(this.encryptionKey, role, READ_KEY, `s3.${this.bucket.env.region}`);
  }
}
