import {
  IntOrString,
  KubePodDisruptionBudget,
  type PodSpec,
  type Probe,
  Quantity,
  type Volume,
} from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { POD_SECURITY } from '../../serving/workload/security.ts';
import type { InCluster } from './in-cluster.ts';
import { metadataOf, type Part, selectorOf } from './labels.ts';

/** What all pods have in common. */
export const podBasis = (part: Part) =>
  ({
    serviceAccountName: part,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { ...POD_SECURITY, fsGroupChangePolicy: 'OnRootMismatch' },
  }) satisfies Partial<PodSpec>;

export const probe = (path: string, periodSeconds: number, failureThreshold: number): Probe => ({
  httpGet: { path, port: IntOrString.fromString('http') },
  periodSeconds,
  timeoutSeconds: 5,
  failureThreshold,
});

export const scratch = (name: string, size: string): Volume => ({ name, emptyDir: { sizeLimit: Quantity.fromString(size) } });

/** Files of a Secret: a pod waits until all are there. */
export const secretFiles = (name: string, secretName: string, keys: readonly string[]): Volume => ({
  name,
  secret: { secretName, defaultMode: 0o440, items: keys.map((key) => ({ key, path: key })) },
});

/** Maintenance takes one pod at a time. */
export const disruptionBudget = (inCluster: InCluster, part: Part): Manifest =>
  KubePodDisruptionBudget.manifest({
    metadata: metadataOf(inCluster, part),
    spec: {
      maxUnavailable: IntOrString.fromNumber(1),
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: { ...selectorOf(inCluster, part) } },
    },
  });
