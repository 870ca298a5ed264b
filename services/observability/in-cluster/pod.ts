import { createHash } from 'node:crypto';
import {
  IntOrString,
  KubePodDisruptionBudget,
  type PodSpec,
  type Probe,
  Quantity,
  type ResourceRequirements,
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

/** Memory and disk are as much as they may be; CPU may be more. */
export function resources(cpu: string, memory: string, disk: string): ResourceRequirements {
  const limits = { memory: Quantity.fromString(memory), 'ephemeral-storage': Quantity.fromString(disk) };
  return { limits, requests: { ...limits, cpu: Quantity.fromString(cpu) } };
}

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

/** Pods begin anew when what they read once has changed. */
export const configurationOf = (...texts: readonly string[]): { readonly [annotation: string]: string } => ({
  'llm-platform/configuration': createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 32),
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
