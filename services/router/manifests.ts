import { gracefulEndProblems } from '../manifests/checks/graceful-end.ts';
import { podProblems } from '../manifests/checks/pods.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { podsOf } from '../manifests/pods.ts';
import { refuse } from '../manifests/problems.ts';
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
 * @throws ManifestError with every problem
 */
export function routerManifests(router: RouterWorkload): readonly Manifest[] {
  const headline = `The routers of ${router.region} cannot run as pods`;
  refuse(headline, routerProblems(router));
  const manifests = [
    ...namespaceManifests(router),
    ...networkPolicies(router),
    ...bundleVolume(router),
    ...(router.reaches.models?.mutualTls ? [clientCertificate(router)] : []),
    deployment(router),
    ...exposure(router),
  ];
  refuse(headline, [...podProblems(manifests), ...manifests.flatMap(podsOf).flatMap(gracefulEndProblems)]);
  return manifests;
}

const clientCertificate = (router: RouterWorkload): Manifest =>
  routerCertificate({ ...router, name: CERTIFICATE, labels: routerLabels(router) });
