import { jobManifests } from '../jobs/manifests.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { ManifestError } from '../manifests/problems.ts';
import { checkManifests } from './checks/manifests.ts';
import { placedModels, type ServingProblem } from './checks/problem.ts';
import { servingProblems } from './checks/serving.ts';
import { targetGroupBinding } from './entry/target-group.ts';
import { namespaceManifests } from './namespace/namespace.ts';
import { networkPolicies } from './namespace/network-policies.ts';
import { podMonitor } from './scaling/pod-monitor.ts';
import { scaler } from './scaling/scaler.ts';
import type { Serving } from './serving.ts';
import { authorityManifests, serverCertificate } from './tls/certificates.ts';
import { proxyConfigMaps } from './tls/proxy.ts';
import { disruptionBudget, service } from './workload/service.ts';
import { weightsVolume } from './workload/weights-volume.ts';
import { workload } from './workload/workload.ts';

/** Everything that is wrong with what a region is to serve. */
export class ServingError extends ManifestError {
  readonly problems: readonly ServingProblem[];

  constructor(region: string, problems: readonly ServingProblem[]) {
    super(
      `The models of ${region} cannot be served`,
      problems.map(({ path, message }) => `${path}: ${message}`),
    );
    this.problems = problems;
  }
}

/**
 * The Kubernetes objects of all models of a region; none where the region serves none.
 *
 * @throws ServingError with every problem
 */
export function servingManifests(serving: Serving): readonly Manifest[] {
  refuse(serving, servingProblems(serving));
  const manifests = render(serving);
  refuse(serving, checkManifests(serving, manifests));
  return manifests;
}

function refuse({ region }: Serving, problems: readonly ServingProblem[]): void {
  if (problems.length > 0) throw new ServingError(region, problems);
}

function render(serving: Serving): readonly Manifest[] {
  const jobs = jobManifests(serving);
  if (serving.models.length + jobs.length === 0) return [];
  return [
    ...namespaceManifests(serving),
    ...networkPolicies(serving),
    ...(serving.mutualTls ? [...authorityManifests(serving), ...proxyConfigMaps(serving)] : []),
    ...placedModels(serving).flatMap(({ model, nodes }) => [
      ...weightsVolume(serving, model),
      ...model.releases.flatMap((release) => [
        ...(serving.mutualTls ? [serverCertificate(serving, model, release)] : []),
        workload(serving, model, release, nodes),
        service(serving, model, release),
        disruptionBudget(serving, model, release),
        podMonitor(serving, model, release),
        ...(serving.targetGroups ? [targetGroupBinding(serving, model, release)] : []),
        ...scaler(serving, model, release),
      ]),
    ]),
    ...jobs,
  ];
}
