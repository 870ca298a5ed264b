import data from './add-ons.json';

/** An add-on of EKS, as the cluster installs it. */
export interface ClusterAddOn {
  readonly name: string;
  /** Its pods are a Deployment, which is ready only on nodes; the others are on every node and come first. */
  readonly needsNodes: boolean;
  /** The service account that gets a role of its own, with the policy that AWS maintains for the add-on. @default - it calls no AWS API */
  readonly identity?: { readonly serviceAccount: string; readonly managedPolicy: string };
  /** @default - the add-on's own settings */
  readonly configuration?: { readonly [key: string]: string };
}

export const ADD_ONS: readonly ClusterAddOn[] = [
  { name: 'eks-pod-identity-agent', needsNodes: false },
  {
    name: 'vpc-cni',
    needsNodes: false,
    identity: { serviceAccount: 'aws-node', managedPolicy: 'AmazonEKS_CNI_Policy' },
    configuration: { enableNetworkPolicy: 'true' },
  },
  { name: 'kube-proxy', needsNodes: false },
  { name: 'eks-node-monitoring-agent', needsNodes: false },
  { name: 'coredns', needsNodes: true },
  {
    name: 'aws-ebs-csi-driver',
    needsNodes: true,
    identity: { serviceAccount: 'ebs-csi-controller-sa', managedPolicy: 'service-role/AmazonEBSCSIDriverPolicy' },
  },
  // Pods read buckets with their own identity; the driver gets none.
  { name: 'aws-mountpoint-s3-csi-driver', needsNodes: true },
  { name: 'metrics-server', needsNodes: true },
];

const known: ReadonlyMap<string, { readonly [name: string]: string }> = new Map(Object.entries(data.versions));

/** Version of each add-on: the user's, else the one known to go with the version of Kubernetes. */
export function addOnVersions(
  kubernetesVersion: string,
  given: { readonly [name: string]: string } = {},
): { readonly versions: ReadonlyMap<string, string>; readonly problems: string[] } {
  const all = { ...known.get(kubernetesVersion), ...given };
  const names = ADD_ONS.map(({ name }) => name);
  const strangers = Object.keys(given).filter((name) => !names.includes(name));
  const missing = names.filter((name) => all[name] === undefined);
  const problems = [
    ...strangers.map(
      (name) => `addOnVersions has ${name}, which the cluster does not install; its add-ons are ${names.join(', ')}`,
    ),
    ...missing.map(
      (name) =>
        `addOnVersions has no ${name}, and no version for Kubernetes ${kubernetesVersion} is known here; add one of: aws eks describe-addon-versions --addon-name ${name} --kubernetes-version ${kubernetesVersion}`,
    ),
    ...Object.entries(given)
      .filter(([, version]) => !/^v\d+\.\d+\.\d+-eksbuild\.\d+$/.test(version))
      .map(([name, version]) => `addOnVersions.${name} is ${JSON.stringify(version)}; write it like v1.21.1-eksbuild.8`),
  ];
  return { versions: new Map(Object.entries(all)), problems };
}
