import { KubeNetworkPolicy, type NetworkPolicySpec } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { addresses, inNamespace, port, routersIn, toHttps, toNames, toPodIdentity } from '../manifests/network-rules.ts';
import { labelsOf, QDRANT, SNAPSHOTS, selectorOf } from './labels.ts';
import { HTTP_PORT, PEER_PORT, type QdrantWorkload } from './qdrant-workload.ts';

/** In: routers, Prometheus, whoever asks for snapshots, and the pods among themselves. Out: names, each other, and S3. */
export function networkPolicies(qdrant: QdrantWorkload): readonly Manifest[] {
  const { namespace, routers, monitoringNamespace } = qdrant;
  const pods = (component: string) => ({ podSelector: { matchLabels: { ...selectorOf(qdrant, component) } } });
  const policy = (name: string, spec: NetworkPolicySpec): Manifest =>
    KubeNetworkPolicy.manifest({ metadata: { name, namespace, labels: labelsOf(qdrant) }, spec });
  return [
    policy('deny-all', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy('allow-clients', {
      ...pods(QDRANT),
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            routersIn(routers.namespace),
            ...routers.cidrs.map(addresses),
            { namespaceSelector: inNamespace(monitoringNamespace) },
            pods(SNAPSHOTS),
          ],
          ports: [port(HTTP_PORT)],
        },
      ],
    }),
    policy('allow-peers', {
      ...pods(QDRANT),
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [pods(QDRANT)], ports: [port(PEER_PORT)] }],
      egress: [{ to: [pods(QDRANT)], ports: [port(PEER_PORT)] }],
    }),
    policy('allow-snapshots', {
      ...pods(SNAPSHOTS),
      policyTypes: ['Egress'],
      egress: [{ to: [pods(QDRANT)], ports: [port(HTTP_PORT)] }],
    }),
    policy('allow-dns', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [toNames()],
    }),
    policy('allow-s3', {
      ...pods(QDRANT),
      policyTypes: ['Egress'],
      // The addresses of S3 change; its bucket and the role decide what can be written.
      egress: [toPodIdentity(), toHttps()],
    }),
  ];
}
