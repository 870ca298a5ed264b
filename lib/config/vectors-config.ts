import type { SecretReference } from '../../lambda/router/contract/targets.ts';

/** Where the routers of a region keep documents and their vectors: a database of our own, or one that exists. */
export type VectorsConfig = OwnVectors | QdrantOnCluster | ExistingPostgres | ExistingQdrant;

/** What AWS runs for us. */
export type OwnVectors = AuroraVectors | OpenSearchVectors | S3Vectors;

export interface AuroraVectors {
  readonly engine: 'aurora-postgresql';
  /** Capacity units of each instance, in halves. @default 0.5 */
  readonly minimumCapacity: number;
  /** @default 4 */
  readonly maximumCapacity: number;
  /** 0 to 15. @default 1 */
  readonly readers: number;
  /** 7 to 35. @default 14 */
  readonly backupRetentionDays: number;
}

export interface OpenSearchVectors {
  readonly engine: 'opensearch-serverless';
}

export interface S3Vectors {
  readonly engine: 's3-vectors';
}

/** Three pods on the region's cluster. */
export interface QdrantOnCluster extends QdrantEndpoint {
  readonly engine: 'qdrant';
  /** Name of the Kubernetes secret that holds `tls.crt` and `tls.key` for the host of `url`. @default 'qdrant-tls' */
  readonly tlsSecret: string;
  /** Of each pod, in GiB. @default 100 */
  readonly storageGib: number;
  /** Of each pod, in GiB. @default 8 */
  readonly memoryGib: number;
  /** Name of the bucket of snapshots. @default '<platform>-vectors-<account>-<region>' */
  readonly snapshotBucket: string;
  /** Days that a snapshot is kept in S3. @default 14 */
  readonly snapshotRetentionDays: number;
}

export interface ExistingQdrant extends QdrantEndpoint {
  readonly engine: 'existing-qdrant';
}

export interface QdrantEndpoint {
  /** Where routers reach its REST interface: `https://…` without a path. */
  readonly url: string;
  readonly apiKey: SecretReference;
}

/** Aurora or RDS with pgvector, into which IAM lets. */
export interface ExistingPostgres {
  readonly engine: 'existing-postgresql';
  readonly host: string;
  /** @default 5432 */
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly resourceId: string;
}
