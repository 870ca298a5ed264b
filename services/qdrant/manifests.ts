import { podProblems } from '../manifests/checks/pods.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { refuse } from '../manifests/problems.ts';
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
 * @throws ManifestError with every problem
 */
export function qdrantManifests(qdrant: QdrantWorkload): readonly Manifest[] {
  const headline = `The Qdrant of ${qdrant.region} cannot run`;
  refuse(headline, qdrantProblems(qdrant));
  const manifests = [
    ...namespaceManifests(qdrant),
    ...networkPolicies(qdrant),
    statefulSet(qdrant),
    ...exposure(qdrant),
    ...snapshots(qdrant),
  ];
  refuse(headline, podProblems(manifests));
  return manifests;
}
