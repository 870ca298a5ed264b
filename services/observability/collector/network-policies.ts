import { KubeNetworkPolicy, type LabelSelector, type NetworkPolicySpec, type ObjectMeta } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { inNamespace, port, toNames } from '../../manifests/network-rules.ts';
import { OTLP_PORT, type TraceCollector } from './trace-collector.ts';

/** The agent of EKS Pod Identity on each node, and the credentials of the node, which are none of the collector's business. */
const POD_IDENTITY_AGENT = '169.254.170.23/32';
const NODE_METADATA = '169.254.169.254/32';

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
          from: [
            {
              namespaceSelector: inNamespace(routerNamespace),
              podSelector: { matchLabels: { 'app.kubernetes.io/component': 'router' } },
            },
            ...senders.map((cidr) => ({ ipBlock: { cidr } })),
          ],
          ports: [port(OTLP_PORT)],
        },
      ],
    }),
    policy('allow-out', {
      policyTypes: ['Egress'],
      egress: [
        toNames(),
        { to: [{ ipBlock: { cidr: POD_IDENTITY_AGENT } }], ports: [port(80)] },
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [NODE_METADATA] } }], ports: [port(443)] },
      ],
    }),
  ];
}
