import { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DataClass, type IPlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import type { IPlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import { VectorDatabase } from '../../constructs/vector-database/vector-database.ts';
import { VectorDatabaseEngine } from '../../constructs/vector-database/vector-database-engine.ts';
import type { IVectorDatabase } from '../../constructs/vector-database/vector-database-props.ts';
import type { OwnVectors, VectorsConfig } from '../config/vectors-config.ts';
import type { PlatformStackProps } from './platform-stack.ts';

interface OwnVectorsProps extends PlatformStackProps {
  readonly keys: IPlatformKeys;
}

/** Whether AWS runs the database for us. */
export const isOwnVectors = (vectors: VectorsConfig | undefined): vectors is OwnVectors =>
  vectors !== undefined && ['aurora-postgresql', 'opensearch-serverless', 's3-vectors'].includes(vectors.engine);

/** The database of one region, which holds text of its tenants. */
export function ownVectors(
  scope: Construct,
  vectors: OwnVectors,
  network: IPlatformNetwork | undefined,
  { config, region, keys }: OwnVectorsProps,
): VectorDatabase {
  return new VectorDatabase(scope, 'Vectors', {
    databaseName: `${config.name}-vectors`,
    engine: engineOf(vectors, network, { config, region, keys }),
    // The policy of the platform's key does not know S3 Vectors' indexer, and a replica of it would not learn of it.
    ...(vectors.engine !== 's3-vectors' && { encryptionKey: keys.keyFor(DataClass.CONTENT) }),
    removalPolicy: config.data.removalPolicy === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
  });
}

function engineOf(
  vectors: OwnVectors,
  network: IPlatformNetwork | undefined,
  { config, region, keys }: Pick<OwnVectorsProps, 'config' | 'region' | 'keys'>,
): VectorDatabaseEngine {
  if (vectors.engine === 's3-vectors') return VectorDatabaseEngine.s3Vectors();
  if (network === undefined) throw new Error(`regions.${region} has vectors in ${vectors.engine} and no network`);
  if (vectors.engine === 'opensearch-serverless') return VectorDatabaseEngine.openSearchServerless({ network });
  const { engine: _, ...capacity } = vectors;
  return VectorDatabaseEngine.auroraPostgres({
    ...capacity,
    network,
    logsKey: keys.keyFor(DataClass.LOGS),
    logRetention: config.logs.retentionDays,
  });
}

/** The database that a region's configuration brings, or that runs on its cluster; undefined when there is none. */
export function broughtVectors(
  scope: Construct,
  { config, region }: PlatformStackProps,
  qdrantSecurityGroup?: ISecurityGroup,
): IVectorDatabase | undefined {
  const vectors = config.regions[region]?.vectors;
  if (vectors === undefined || isOwnVectors(vectors)) return undefined;
  if (vectors.engine === 'existing-postgresql') return VectorDatabase.fromPostgresAttributes(scope, 'Vectors', vectors);
  const apiKey = Secret.fromSecretNameV2(scope, 'VectorsApiKey', vectors.apiKey.secret);
  const securityGroup = vectors.engine === 'qdrant' ? qdrantSecurityGroup : undefined;
  return VectorDatabase.fromQdrantAttributes(scope, 'Vectors', {
    url: vectors.url,
    apiKey,
    ...(securityGroup && { securityGroup }),
  });
}
