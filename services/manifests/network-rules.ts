import {
  IntOrString,
  type LabelSelector,
  type NetworkPolicyEgressRule,
  type NetworkPolicyPort,
} from 'cdk8s-plus-33/lib/imports/k8s';

/** A namespace by its name. */
export const inNamespace = (name: string): LabelSelector => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

/** A port by its number: AWS's controller finds ports by name in the wrong pods. */
export const port = (number: number, protocol = 'TCP'): NetworkPolicyPort => ({ port: IntOrString.fromNumber(number), protocol });

/** The way to the cluster's names (DNS). */
export const toNames = (): NetworkPolicyEgressRule => ({
  to: [{ namespaceSelector: inNamespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
  ports: [port(53, 'UDP'), port(53)],
});
