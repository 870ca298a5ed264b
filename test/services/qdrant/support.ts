import { deepFreeze } from '../../../lib/config/deep-freeze.ts';
import type { QdrantWorkload } from '../../../services/qdrant/qdrant-workload.ts';

/** A Qdrant beside the models of `everything`. */
export const qdrant: QdrantWorkload = deepFreeze({
  region: 'us-east-1',
  platform: 'llm',
  namespace: 'qdrant',
  kubernetesVersion: '1.35',
  host: 'qdrant.example.com',
  tlsSecret: 'qdrant-tls',
  storageGib: 200,
  memoryGib: 16,
  snapshotBucket: 'llm-vectors-111122223333-us-east-1',
  routers: { namespace: 'router', cidrs: ['10.10.0.0/16'] },
  monitoringNamespace: 'monitoring',
});
