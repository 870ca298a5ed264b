import { gracefulEndProblems } from '../manifests/checks/graceful-end.ts';
import { imageProblems } from '../manifests/checks/images.ts';
import { podSecurityProblems } from '../manifests/checks/pod-security.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { podsOf } from '../manifests/pods.ts';
import { routerCertificate } from '../serving/tls/certificates.ts';
import { bundleVolume } from './bundle-volume.ts';
import { deployment } from './deployment.ts';
import { exposure } from './exposure.ts';
import { CERTIFICATE, routerLabels } from './labels.ts';
import { namespaceManifests } from './namespace.ts';
import { networkPolicies } from './network-policies.ts';
import { routerProblems } from './problems.ts';
import type { RouterWorkload } from './router-workload.ts';

/**
 * The Kubernetes objects of a region's routers.
 *
 * @throws Error with every problem
 */
export function routerManifests(router: RouterWorkload): readonly Manifest[] {
  refuse(router, routerProblems(router));
  const manifests = [
    ...namespaceManifests(router),
    ...networkPolicies(router),
    ...bundleVolume(router),
    ...(router.reaches.models?.mutualTls ? [clientCertificate(router)] : []),
    deployment(router),
    ...exposure(router),
  ];
  const pods = manifests.flatMap(podsOf);
  refuse(
    router,
    pods.flatMap((pod) => [...podSecurityProblems(pod), ...imageProblems(pod), ...gracefulEndProblems(pod)]),
  );
  return manifests;
}

const clientCertificate = (router: RouterWorkload): Manifest =>
  routerCertificate({ ...router, name: CERTIFICATE, labels: routerLabels(router) });

function refuse({ region }: RouterWorkload, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Error(`The routers of ${region} cannot run as pods:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}
