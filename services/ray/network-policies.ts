import { KubeNetworkPolicy, type NetworkPolicySpec } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { addresses, inNamespace, port } from '../manifests/network-rules.ts';
import { releaseSelector, sharedLabels } from '../serving/labels.ts';
import type { ModelRelease, ServedModel } from '../serving/served-model.ts';
import { ROLE_LABEL } from '../serving/workload/pod.ts';
import { RAY_PORTS } from './pods.ts';
import type { RayWorkload } from './ray-workload.ts';

/** Beside what every model has: Ray's pods among themselves, the operator and metrics in, and from the head to the Kubernetes API. */
export function rayNetworkPolicies(ray: RayWorkload, model: ServedModel, release: ModelRelease): readonly Manifest[] {
  const { serving, operatorNamespace, apiServerCidrs } = ray;
  const pods = { matchLabels: { ...releaseSelector(model, release) } };
  const policy = (name: string, spec: NetworkPolicySpec): Manifest =>
    KubeNetworkPolicy.manifest({ metadata: { name, namespace: serving.namespace, labels: sharedLabels(serving) }, spec });
  return [
    policy('allow-ray', {
      podSelector: pods,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: [{ podSelector: pods }] },
        {
          from: [{ namespaceSelector: inNamespace(operatorNamespace) }],
          ports: [port(RAY_PORTS.dashboard), port(RAY_PORTS.serve)],
        },
        { from: [{ namespaceSelector: inNamespace(serving.monitoring.namespace) }], ports: [port(RAY_PORTS.metrics)] },
      ],
      egress: [{ to: [{ podSelector: pods }] }],
    }),
    policy('allow-ray-autoscaler', {
      podSelector: { matchLabels: { ...pods.matchLabels, [ROLE_LABEL]: 'head' } },
      policyTypes: ['Egress'],
      egress: [{ to: apiServerCidrs.map(addresses), ports: [port(443)] }],
    }),
  ];
}
