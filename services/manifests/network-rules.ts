import {
  IntOrString,
  type LabelSelector,
  type NetworkPolicyEgressRule,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
} from 'cdk8s-plus-33/lib/imports/k8s';

/** The agent of EKS Pod Identity on each node, from which pods have their AWS credentials. */
const POD_IDENTITY_AGENT = '169.254.170.23/32';

/** Credentials of the node, which are no pod's business. */
const NODE_METADATA = '169.254.169.254/32';

/** A namespace by its name. */
export const inNamespace = (name: string): LabelSelector => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

/** A port by its number: AWS's controller finds ports by name in the wrong pods. */
export const port = (number: number, protocol = 'TCP'): NetworkPolicyPort => ({ port: IntOrString.fromNumber(number), protocol });

/** The way to the cluster's names (DNS). */
export const toNames = (): NetworkPolicyEgressRule => ({
  to: [{ namespaceSelector: inNamespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [port(53, 'UDP'), port(53)],
});

/** A range of addresses. */
export const addresses = (cidr: string): NetworkPolicyPeer => ({ ipBlock: { cidr } });

/** The way to the pod's own AWS credentials. */
export const toPodIdentity = (): NetworkPolicyEgressRule => ({ to: [addresses(POD_IDENTITY_AGENT)], ports: [port(80)] });

/** The way to services whose addresses are public and change, such as AWS's. */
export const toHttps = (): NetworkPolicyEgressRule => ({
  to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [NODE_METADATA] } }],
  ports: [port(443)],
});

/** The pods that are routers. */
export const routersIn = (namespace: string): NetworkPolicyPeer => ({
  namespaceSelector: inNamespace(namespace),
  podSelector: { matchLabels: { 'app.kubernetes.io/component': 'router' } },
});
