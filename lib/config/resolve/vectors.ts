import type { PlatformData } from '../schema/platform.ts';
import type { VectorsConfig } from '../vectors-config.ts';

type Vectors = NonNullable<PlatformData['regions'][string]['vectors']>;

/** The bucket of snapshots; undefined when its name has to be given. */
export function snapshotBucketOf(
  { name, account }: Partial<PlatformData>,
  region: string,
  { snapshotBucket }: NonNullable<Vectors['qdrant']>,
): string | undefined {
  return snapshotBucket ?? (account === undefined ? undefined : `${name}-vectors-${account}-${region}`);
}

/** The checks have made sure that an engine has its part; without it there are no vectors. */
export function resolveVectors(data: Partial<PlatformData>, name: string, vectors: Vectors): VectorsConfig | undefined {
  const { engine, qdrant, existing } = vectors;
  switch (engine) {
    case 'aurora-postgresql':
      return {
        engine,
        minimumCapacity: vectors.minimumCapacity ?? 0.5,
        maximumCapacity: vectors.maximumCapacity ?? 4,
        readers: vectors.readers ?? 1,
        backupRetentionDays: vectors.backupRetentionDays ?? 14,
      };
    case 'opensearch-serverless':
    case 's3-vectors':
      return { engine };
    case 'qdrant':
      return (
        qdrant && {
          engine,
          url: qdrant.url,
          apiKey: qdrant.apiKey,
          tlsSecret: qdrant.tlsSecret ?? 'qdrant-tls',
          storageGib: qdrant.storageGib ?? 100,
          memoryGib: qdrant.memoryGib ?? 8,
          snapshotBucket: snapshotBucketOf(data, name, qdrant) ?? '',
          snapshotRetentionDays: qdrant.snapshotRetentionDays ?? 14,
        }
      );
    case 'existing':
      return existing && resolveExisting(existing);
  }
}

function resolveExisting({ postgresql, qdrant }: NonNullable<Vectors['existing']>): VectorsConfig | undefined {
  if (postgresql) return { engine: 'existing-postgresql', ...postgresql, port: postgresql.port ?? 5432 };
  return qdrant && { engine: 'existing-qdrant', url: qdrant.url, apiKey: qdrant.apiKey };
}
