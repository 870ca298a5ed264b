import { KubeNetworkPolicy, type NetworkPolicyPeer, type NetworkPolicySpec } from 'cdk8s-plus-33/lib/imports/k8s';
import versions from '../../add-ons/versions.json';
import { PLATFORM_LABELS } from '../../manifests/labels.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { addresses, inNamespace, port, toHttps, toNames } from '../../manifests/network-rules.ts';
import { ALERTMANAGER_PORT, GOSSIP_PORT } from '../alertmanager/alertmanager-pods.ts';
import { PROMETHEUS_PORT } from '../prometheus/prometheus-url.ts';
import { SCRAPE_JOBS } from '../scraping/jobs.ts';
import type { InCluster } from './in-cluster.ts';
import { type Part, selectorOf } from './labels.ts';

/** Kubernetes' API has private addresses; which, EKS alone knows. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/**
 * Who may ask whom. Kubelet's probes and port-forwards come from the node itself, which policies let pass; nobody else reaches Grafana.
 * What is scraped has a policy of its own that lets this namespace in.
 */
export function networkPolicies(inCluster: InCluster, parts: readonly Part[]): readonly Manifest[] {
  const pods = (part: Part) => ({ podSelector: { matchLabels: { ...selectorOf(inCluster, part) } } });
  const policy = (name: string, spec: NetworkPolicySpec): Manifest =>
    KubeNetworkPolicy.manifest({ metadata: { name, namespace: inCluster.namespace, labels: PLATFORM_LABELS }, spec });
  const both = ['Ingress', 'Egress'];
  const hasAlertmanager = parts.includes('alertmanager');
  return [
    policy('deny-all', { podSelector: {}, policyTypes: both }),
    policy('allow-dns', { podSelector: {}, policyTypes: ['Egress'], egress: [toNames()] }),
    policy('allow-prometheus', {
      ...pods('prometheus'),
      policyTypes: both,
      ingress: [
        {
          from: [pods('grafana'), { namespaceSelector: inNamespace(versions.charts.keda.namespace) }],
          ports: [port(PROMETHEUS_PORT)],
        },
      ],
      egress: [
        // By their ports' names, which a policy cannot say: see `port`.
        { to: scrapedPods() },
        { to: PRIVATE.map(addresses), ports: [port(443)] },
        ...(hasAlertmanager ? [{ to: [pods('alertmanager')], ports: [port(ALERTMANAGER_PORT)] }] : []),
      ],
    }),
    ...(hasAlertmanager
      ? [
          policy('allow-alertmanager', {
            ...pods('alertmanager'),
            policyTypes: both,
            ingress: [
              { from: [pods('prometheus')], ports: [port(ALERTMANAGER_PORT)] },
              { from: [pods('alertmanager')], ports: [port(GOSSIP_PORT), port(GOSSIP_PORT, 'UDP')] },
            ],
            egress: [{ to: [pods('alertmanager')], ports: [port(GOSSIP_PORT), port(GOSSIP_PORT, 'UDP')] }, toHttps()],
          }),
        ]
      : []),
    policy('allow-grafana', {
      ...pods('grafana'),
      policyTypes: ['Egress'],
      egress: [{ to: [pods('prometheus')], ports: [port(PROMETHEUS_PORT)] }],
    }),
  ];
}

/** The pods of every job, in any namespace. */
const scrapedPods = (): NetworkPolicyPeer[] =>
  SCRAPE_JOBS.map(({ labels }) => ({
    namespaceSelector: {},
    podSelector: {
      matchExpressions: Object.entries(labels).map(([key, values]) => ({ key, operator: 'In', values: [...values] })),
    },
  }));
