import { KubeNetworkPolicy, type NetworkPolicySpec } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { addresses, inNamespace, port, toHttps, toNames, toPodIdentity } from '../manifests/network-rules.ts';
import { MODEL_PODS } from '../serving/namespace/network-policies.ts';
import { ADMIN_PORT, PORT } from './container.ts';
import { routerLabels, routerSelector } from './labels.ts';
import type { RouterWorkload } from './router-workload.ts';

/**
 * In: callers to the API, Prometheus to the metrics; kubelet's probes come from the node itself, which policies let pass. Out: names, the
 * identity agent, HTTPS to AWS and model providers, the models of the cluster, and what the configuration names.
 */
export function networkPolicies(router: RouterWorkload): readonly Manifest[] {
  const { namespace, callers, monitoringNamespace, reaches } = router;
  const policy = (name: string, spec: Omit<NetworkPolicySpec, 'podSelector'>, all = false): Manifest =>
    KubeNetworkPolicy.manifest({
      metadata: { name, namespace, labels: routerLabels(router) },
      spec: { podSelector: all ? {} : { matchLabels: { ...routerSelector(router) } }, ...spec },
    });
  return [
    policy('deny-all', { policyTypes: ['Ingress', 'Egress'] }, true),
    policy('allow-callers', {
      policyTypes: ['Ingress'],
      ingress: [{ from: callers.map(addresses), ports: [port(PORT)] }],
    }),
    policy('allow-metrics', {
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ namespaceSelector: inNamespace(monitoringNamespace) }], ports: [port(ADMIN_PORT)] }],
    }),
    policy('allow-dns', {
      policyTypes: ['Egress'],
      egress: [toNames()],
    }),
    policy('allow-upstreams', {
      policyTypes: ['Egress'],
      egress: [
        toPodIdentity(),
        toHttps(),
        ...(reaches.models
          ? [
              {
                to: [{ namespaceSelector: inNamespace(reaches.models.namespace), podSelector: MODEL_PODS }],
                ports: reaches.models.ports.map((number) => port(number)),
              },
            ]
          : []),
        ...reaches.addresses.map(({ cidr, port: number }) => ({ to: [addresses(cidr)], ports: [port(number)] })),
      ],
    }),
  ];
}
