import { KubeNetworkPolicy, type NetworkPolicySpec } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { inNamespace, port, toNames } from '../manifests/network-rules.ts';
import { MODEL_SERVER } from '../serving/labels.ts';
import { ADMIN_PORT, PORT } from './container.ts';
import { routerLabels, routerSelector } from './labels.ts';
import type { RouterWorkload } from './router-workload.ts';

/** The agent of EKS Pod Identity on each node, from which the router has its AWS credentials. */
const POD_IDENTITY_AGENT = { cidr: '169.254.170.23/32', port: 80 };

/** Credentials of the node, which are none of the router's business. */
const NODE_METADATA = '169.254.169.254/32';

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
  const out = (cidr: string, number: number) => ({ to: [{ ipBlock: { cidr } }], ports: [port(number)] });
  return [
    policy('deny-all', { policyTypes: ['Ingress', 'Egress'] }, true),
    policy('allow-callers', {
      policyTypes: ['Ingress'],
      ingress: [{ from: callers.map((cidr) => ({ ipBlock: { cidr } })), ports: [port(PORT)] }],
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
        out(POD_IDENTITY_AGENT.cidr, POD_IDENTITY_AGENT.port),
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [NODE_METADATA] } }], ports: [port(443)] },
        ...(reaches.models
          ? [
              {
                to: [
                  {
                    namespaceSelector: inNamespace(reaches.models.namespace),
                    podSelector: { matchLabels: { 'app.kubernetes.io/component': MODEL_SERVER } },
                  },
                ],
                ports: reaches.models.ports.map((number) => port(number)),
              },
            ]
          : []),
        ...reaches.addresses.map(({ cidr, port: number }) => out(cidr, number)),
      ],
    }),
  ];
}
