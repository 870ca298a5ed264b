import { KubeNetworkPolicy, type NetworkPolicyPort, type NetworkPolicySpec } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { addresses, inNamespace, port, routersIn, toNames } from '../../manifests/network-rules.ts';
import { doorsOf } from '../entry/doors.ts';
import { MODEL_SERVER, releaseSelector, sharedLabels } from '../labels.ts';
import { releaseName } from '../names.ts';
import type { Serving } from '../serving.ts';

/** The pods of every model. */
export const MODEL_PODS = { matchLabels: { 'app.kubernetes.io/component': MODEL_SERVER } };

/**
 * Nothing in, nothing out, but: names (DNS), routers to the port that is theirs, the scraping of metrics, and the nodes of one group among
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
      egress: [toNames()],
    }),
    policy('allow-routers', {
      podSelector: MODEL_PODS,
      policyTypes: ['Ingress'],
      ingress: [
        { from: [routersIn(serving.routers.namespace)], ports: portsOf(serving, 'routers') },
        ...(serving.routers.cidrs.length > 0
          ? [
              {
                from: serving.routers.cidrs.map(addresses),
                ports: portsOf(serving, serving.targetGroups ? 'loadBalancer' : 'routers'),
              },
            ]
          : []),
      ],
    }),
    policy('allow-metrics', {
      podSelector: MODEL_PODS,
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: inNamespace(serving.monitoring.namespace) }],
          ports: portsOf(serving, 'metrics'),
        },
      ],
    }),
    ...groupPolicies(serving, policy),
  ];
}

/** The ports of all models for one kind of caller, each once. */
export function portsOf(serving: Serving, whose: 'routers' | 'loadBalancer' | 'metrics'): NetworkPolicyPort[] {
  const numbers = new Set(serving.models.map(({ engine }) => doorsOf(serving, engine)[whose]));
  return [...numbers].sort((a, b) => a - b).map((number) => port(number));
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
