import { KubeNamespace, KubeServiceAccount } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { podSecurityLabels } from '../manifests/pod-security-labels.ts';
import { routerLabels } from './labels.ts';
import type { RouterWorkload } from './router-workload.ts';
import { SERVICE_ACCOUNT } from './service-account.ts';

export function namespaceManifests(router: RouterWorkload): readonly Manifest[] {
  const { namespace, kubernetesVersion } = router;
  const labels = routerLabels(router);
  return [
    KubeNamespace.manifest({
      metadata: { name: namespace, labels: { ...labels, ...podSecurityLabels('restricted', kubernetesVersion) } },
    }),
    // Pods reach no API of Kubernetes, so they get no token; Pod Identity has one of its own.
    ...[SERVICE_ACCOUNT, 'default'].map((name) =>
      KubeServiceAccount.manifest({ metadata: { name, namespace, labels }, automountServiceAccountToken: false }),
    ),
  ];
}
