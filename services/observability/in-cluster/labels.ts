import type { ObjectMeta } from 'cdk8s-plus-33/lib/imports/k8s';
import versions from '../../add-ons/versions.json';
import { type Labels, PLATFORM_LABELS } from '../../manifests/labels.ts';
import { imageReference } from '../../serving/engine/images.ts';
import type { InCluster } from './in-cluster.ts';

/** What runs; the name of its objects. */
export type Part = 'prometheus' | 'alertmanager' | 'grafana';

/** By which pods are found. They never change. */
export const selectorOf = ({ platform }: InCluster, part: Part): Labels => ({
  'app.kubernetes.io/instance': platform,
  'app.kubernetes.io/component': part,
});

export const labelsOf = (inCluster: InCluster, part: Part): Labels => ({
  'app.kubernetes.io/name': part,
  ...selectorOf(inCluster, part),
  'app.kubernetes.io/version': versions.images[part].version,
  ...PLATFORM_LABELS,
});

export const metadataOf = (inCluster: InCluster, part: Part, name: string = part): ObjectMeta => ({
  name,
  namespace: inCluster.namespace,
  labels: labelsOf(inCluster, part),
});

/** The image that `services/add-ons/versions.json` names. */
export const imageOf = (part: Part): string => imageReference(versions.images[part]);
