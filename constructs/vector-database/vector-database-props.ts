import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Connections, IConnectable, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import type { VectorDatabaseEngine } from './vector-database-engine.ts';

/** Where a router keeps documents and their vectors. */
export interface IVectorDatabase extends IConstruct, IConnectable {
  readonly connections: Connections;
  /** As the router's environment takes it: `postgres:…`, `opensearch:…`, `s3vectors:…` or `qdrant:…`. It holds no secret. */
  readonly locator: string;
  /** Lets a principal search, write and delete, and opens the way from it when both are in a VPC. */
  grantReadWrite(grantee: IGrantable & Partial<IConnectable>): Grant;
}

export interface VectorDatabaseProps {
  /** Physical name, unique in account and region: 3 to 28 lower-case letters, digits and single hyphens, beginning with a letter. */
  readonly databaseName: string;
  readonly engine: VectorDatabaseEngine;
  /** Encrypts what is stored. For S3 Vectors the policy of an imported key must let `indexing.s3vectors.amazonaws.com` decrypt. @default - a rotating key of the database's own */
  readonly encryptionKey?: IKey;
  /**
   * What becomes of it when it leaves the stack. Unless it is DESTROY, Aurora is protected against deletion, so that it also stays when its first
   * deployment fails. Of vector buckets AWS deletes only those that are empty: delete the indexes first.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A Postgres with pgvector that lets in by IAM: Aurora or RDS. */
export interface PostgresAttributes {
  readonly host: string;
  /** @default 5432 */
  readonly port?: number;
  readonly database: string;
  /** A member of `rds_iam` with rights on a schema of its own. */
  readonly user: string;
  /** Of the cluster or instance, e.g. `cluster-ABCDEFGHIJKL01234`: IAM's name for it. */
  readonly resourceId: string;
  /** Grants open it. @default - whoever shall connect is admitted already */
  readonly securityGroup?: ISecurityGroup;
}

/** Any Qdrant that speaks TLS. */
export interface QdrantAttributes {
  /** `https://…`, with the port of its REST interface. */
  readonly url: string;
  /** Its API key as text. */
  readonly apiKey: ISecret;
  /** Grants open it. @default - whoever shall connect is admitted already */
  readonly securityGroup?: ISecurityGroup;
}
