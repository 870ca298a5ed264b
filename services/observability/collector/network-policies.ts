import { KubeNetworkPolicy, type LabelSelector, type NetworkPolicySpec, type ObjectMeta } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { addresses, port, routersIn, toHttps, toNames, toPodIdentity } from '../../manifests/network-rules.ts';
import { OTLP_PORT, type TraceCollector } from './trace-collector.ts';

/** In: routers to OTLP; kubelet's probes come from the node itself, which policies let pass. Out: names, the identity agent, HTTPS to AWS. */
export function collectorPolicies(
  { routerNamespace, senders }: TraceCollector,
  metadata: ObjectMeta,
  podSelector: LabelSelector,
): readonly Manifest[] {
  const policy = (name: string, spec: Omit<NetworkPolicySpec, 'podSelector'>, selector = podSelector): Manifest =>
    KubeNetworkPolicy.manifest({ metadata: { ...metadata, name }, spec: { podSelector: selector, ...spec } });
  return [
    policy('deny-all', { policyTypes: ['Ingress', 'Egress'] }, {}),
    policy('allow-routers', {
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [routersIn(routerNamespace), ...senders.map(addresses)],
          ports: [port(OTLP_PORT)],
        },
      ],
    }),
    policy('allow-out', {
      policyTypes: ['Egress'],
      egress: [toNames(), toPodIdentity(), toHttps()],
    }),
  ];
}
