import { imageProblems } from '../manifests/checks/images.ts';
import { podSecurityProblems } from '../manifests/checks/pod-security.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { podsOf } from '../manifests/pods.ts';
import { exposure } from './exposure.ts';
import { namespaceManifests } from './namespace.ts';
import { networkPolicies } from './network-policies.ts';
import { qdrantProblems } from './problems.ts';
import type { QdrantWorkload } from './qdrant-workload.ts';
import { snapshots } from './snapshots.ts';
import { statefulSet } from './stateful-set.ts';

/**
 * The Kubernetes objects of a region's Qdrant.
 *
 * @throws Error with every problem
 */
export function qdrantManifests(qdrant: QdrantWorkload): readonly Manifest[] {
  refuse(qdrant, qdrantProblems(qdrant));
  const manifests = [
    ...namespaceManifests(qdrant),
    ...networkPolicies(qdrant),
    statefulSet(qdrant),
    ...exposure(qdrant),
    ...snapshots(qdrant),
  ];
  refuse(
    qdrant,
    manifests.flatMap(podsOf).flatMap((pod) => [...podSecurityProblems(pod), ...imageProblems(pod)]),
  );
  return manifests;
}

function refuse({ region }: QdrantWorkload, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Error(`The Qdrant of ${region} cannot run:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}
