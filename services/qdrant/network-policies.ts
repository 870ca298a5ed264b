import { KubeNetworkPolicy, type NetworkPolicySpec } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { inNamespace, port, toNames } from '../manifests/network-rules.ts';
import { labelsOf, QDRANT, SNAPSHOTS, selectorOf } from './labels.ts';
import { HTTP_PORT, PEER_PORT, type QdrantWorkload } from './qdrant-workload.ts';

/** The agent of EKS Pod Identity on each node, from which Qdrant has its AWS credentials. */
const POD_IDENTITY_AGENT = '169.254.170.23/32';
/** Credentials of the node, which are none of Qdrant's business. */
const NODE_METADATA = '169.254.169.254/32';

/** In: routers, Prometheus, whoever asks for snapshots, and the pods among themselves. Out: names, each other, and S3. */
export function networkPolicies(qdrant: QdrantWorkload): readonly Manifest[] {
  const { namespace, routers, monitoringNamespace } = qdrant;
  const pods = (component: string) => ({ podSelector: { matchLabels: { ...selectorOf(qdrant, component) } } });
  const policy = (name: string, spec: NetworkPolicySpec): Manifest =>
    KubeNetworkPolicy.manifest({ metadata: { name, namespace, labels: labelsOf(qdrant) }, spec });
  const router = { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'router' } } };
  return [
    policy('deny-all', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy('allow-clients', {
      ...pods(QDRANT),
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            { namespaceSelector: inNamespace(routers.namespace), ...router },
            ...routers.cidrs.map((cidr) => ({ ipBlock: { cidr } })),
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
      egress: [
        { to: [{ ipBlock: { cidr: POD_IDENTITY_AGENT } }], ports: [port(80)] },
        // The addresses of S3 change; its bucket and the role decide what can be written.
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [NODE_METADATA] } }], ports: [port(443)] },
      ],
    }),
  ];
}
