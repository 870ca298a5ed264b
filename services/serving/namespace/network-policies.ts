import { IntOrString, KubeNetworkPolicy, type NetworkPolicyPort, type NetworkPolicySpec } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { engineOf } from '../engine/engine.ts';
import { MODEL_SERVER, releaseSelector, sharedLabels } from '../labels.ts';
import { releaseName } from '../names.ts';
import type { Serving } from '../serving.ts';

const MODEL_PODS = { matchLabels: { 'app.kubernetes.io/component': MODEL_SERVER } };
const inNamespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
const port = (number: number, protocol = 'TCP'): NetworkPolicyPort => ({ port: IntOrString.fromNumber(number), protocol });

/**
 * Nothing in, nothing out, but: names (DNS), routers to the engine's port, the scraping of metrics, and the nodes of one group among
 * themselves. Weights need no way out: Mountpoint's own pods read them, in the namespace of the driver.
 */
export function networkPolicies(serving: Serving): readonly Manifest[] {
  const policy = (name: string, spec: NetworkPolicySpec): Manifest =>
    KubeNetworkPolicy.manifest({ metadata: { name, namespace: serving.namespace, labels: sharedLabels(serving) }, spec });
  return [
    policy('deny-all', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy('allow-dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: inNamespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
          ports: [port(53, 'UDP'), port(53)],
        },
      ],
    }),
    policy('allow-routers', {
      podSelector: MODEL_PODS,
      policyTypes: ['Ingress'],
      ingress: [{ from: routers(serving), ports: portsOf(serving, 'port') }],
    }),
    policy('allow-metrics', {
      podSelector: MODEL_PODS,
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: inNamespace(serving.monitoring.namespace) }],
          ports: portsOf(serving, 'metricsPort'),
        },
      ],
    }),
    ...groupPolicies(serving, policy),
  ];
}

const routers = ({ routers: { namespace, cidrs } }: Serving) => [
  {
    namespaceSelector: inNamespace(namespace),
    podSelector: { matchLabels: { 'app.kubernetes.io/component': 'router' } },
  },
  ...cidrs.map((cidr) => ({ ipBlock: { cidr } })),
];

function portsOf({ models }: Serving, which: 'port' | 'metricsPort'): NetworkPolicyPort[] {
  return [...new Set(models.map(({ engine }) => engineOf(engine)[which]))].sort((a, b) => a - b).map((number) => port(number));
}

/** The ranks of a replica choose ports as they go, so between them every port is open. */
function groupPolicies({ models }: Serving, policy: (name: string, spec: NetworkPolicySpec) => Manifest): readonly Manifest[] {
  return models
    .filter(({ gpus }) => gpus.pipelineParallel > 1)
    .flatMap((model) =>
      model.releases.map((release) => {
        const podSelector = { matchLabels: { ...releaseSelector(model, release) } };
        return policy(`allow-${releaseName(model, release)}-group`, {
          podSelector,
          policyTypes: ['Ingress', 'Egress'],
          ingress: [{ from: [{ podSelector }] }],
          egress: [{ to: [{ podSelector }] }],
        });
      }),
    );
}
