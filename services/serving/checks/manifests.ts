import { gracefulEndProblems } from '../../manifests/checks/graceful-end.ts';
import { imageProblems } from '../../manifests/checks/images.ts';
import { podSecurityProblems } from '../../manifests/checks/pod-security.ts';
import { resourceProblems } from '../../manifests/checks/resources.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { podsOf } from '../../manifests/pods.ts';
import { releaseName } from '../names.ts';
import type { Serving } from '../serving.ts';
import type { ServingProblem } from './problem.ts';
import { startupProblems } from './startup.ts';

/** What is wrong with rendered objects, by the checks that hold for anybody's: our own rendering must pass them too. */
export function checkManifests(serving: Serving, manifests: readonly Manifest[]): readonly ServingProblem[] {
  const problems = manifests.flatMap((manifest) => [
    ...podsOf(manifest).flatMap((pod) => [
      ...podSecurityProblems(pod),
      ...imageProblems(pod),
      ...resourceProblems(pod, serving.nodeGroups),
      ...gracefulEndProblems(pod),
    ]),
    ...startupOf(serving, manifest),
  ]);
  return problems.map((message) => ({ path: 'manifests', message }));
}

function startupOf({ models }: Serving, manifest: Manifest): readonly string[] {
  const model = models.find((each) => each.releases.some((release) => releaseName(each, release) === manifest.metadata.name));
  return model ? startupProblems(manifest, model.startup) : [];
}
