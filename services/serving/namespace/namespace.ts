import { KubeLimitRange, KubeNamespace, KubeResourceQuota, KubeServiceAccount, Quantity } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { podSecurityLabels } from '../../manifests/pod-security-labels.ts';
import { sharedLabels } from '../labels.ts';
import { SERVICE_ACCOUNT } from '../names.ts';
import type { Serving } from '../serving.ts';

/** The namespace of a region's models: Pod Security "restricted", and no more GPUs than the node groups can have. */
export function namespaceManifests(serving: Serving): readonly Manifest[] {
  const { namespace, kubernetesVersion, nodeGroups } = serving;
  const labels = sharedLabels(serving);
  const gpus = nodeGroups.reduce((sum, nodes) => sum + nodes.gpus * nodes.maxNodes, 0);
  const inNamespace = (name: string) => ({ name, namespace, labels });
  return [
    KubeNamespace.manifest({
      metadata: { name: namespace, labels: { ...labels, ...podSecurityLabels('restricted', kubernetesVersion) } },
    }),
    // Pods reach no API of Kubernetes, so they get no token; Pod Identity has one of its own.
    KubeServiceAccount.manifest({ metadata: inNamespace(SERVICE_ACCOUNT), automountServiceAccountToken: false }),
    KubeServiceAccount.manifest({ metadata: inNamespace('default'), automountServiceAccountToken: false }),
    KubeResourceQuota.manifest({
      metadata: inNamespace('gpus'),
      spec: { hard: { 'requests.nvidia.com/gpu': Quantity.fromString(String(gpus)) } },
    }),
    // What has no limits of its own, e.g. a pod for debugging, stays small beside the models.
    KubeLimitRange.manifest({
      metadata: inNamespace('small-by-default'),
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: { cpu: Quantity.fromString('100m'), memory: Quantity.fromString('256Mi') },
            default: { memory: Quantity.fromString('1Gi'), 'ephemeral-storage': Quantity.fromString('1Gi') },
          },
        ],
      },
    }),
  ];
}
