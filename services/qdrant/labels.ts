import { qdrantImage } from './image.ts';
import type { QdrantWorkload } from './qdrant-workload.ts';

type Labels = { readonly [label: string]: string };

export const QDRANT = 'qdrant';
/** Of the pods that ask for snapshots. */
export const SNAPSHOTS = 'qdrant-snapshots';

/** By which pods are found. They never change. */
export const selectorOf = ({ platform }: QdrantWorkload, component: string): Labels => ({
  'app.kubernetes.io/instance': platform,
  'app.kubernetes.io/component': component,
});

export const labelsOf = (qdrant: QdrantWorkload, component = QDRANT): Labels => ({
  'app.kubernetes.io/name': component,
  ...selectorOf(qdrant, component),
  'app.kubernetes.io/version': (qdrant.image ?? qdrantImage()).version,
  'app.kubernetes.io/part-of': 'llm-platform',
  'app.kubernetes.io/managed-by': 'llm-platform-blueprint',
});
