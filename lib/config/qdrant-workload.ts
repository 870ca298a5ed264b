import type { QdrantWorkload } from '../../services/qdrant/qdrant-workload.ts';
import type { PlatformConfig } from './platform-config.ts';

const NAMESPACE = 'qdrant';

/** The Qdrant that a region runs on its cluster; undefined when it runs none. */
export function qdrantWorkload({ name, regions }: PlatformConfig, region: string): QdrantWorkload | undefined {
  const { vectors, serving } = regions[region] ?? {};
  if (vectors?.engine !== 'qdrant' || serving === undefined) return undefined;
  const { url, tlsSecret, storageGib, memoryGib, snapshotBucket } = vectors;
  return {
    region,
    platform: name,
    namespace: NAMESPACE,
    kubernetesVersion: serving.kubernetesVersion,
    host: new URL(url).hostname,
    ...{ tlsSecret, storageGib, memoryGib, snapshotBucket },
    routers: serving.routers,
    targetGroup: true,
    monitoringNamespace: serving.monitoring.namespace,
  };
}
