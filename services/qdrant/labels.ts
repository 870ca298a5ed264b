import versions from '../add-ons/versions.json';
import { type Labels, PLATFORM_LABELS } from '../manifests/labels.ts';
import type { QdrantWorkload } from './qdrant-workload.ts';

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
  'app.kubernetes.io/version': versions.images.qdrant.version,
  ...PLATFORM_LABELS,
});
