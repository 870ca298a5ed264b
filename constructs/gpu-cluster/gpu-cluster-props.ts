import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';

export interface GpuClusterProps {
  /** Letters, digits, hyphens and underscores. Files for GitOps name it too, so it cannot be left to CloudFormation. */
  readonly clusterName: string;
  /** e.g. `1.35`. Refused once out of standard support on `asOf`. */
  readonly kubernetesVersion: string;
  /** Its private subnets hold control plane and nodes. */
  readonly network: IPlatformNetwork;
  /** Who may do anything in the cluster. Whoever deploys it may not. */
  readonly adminRoles: IRole[];
  /** ISO 8601 date on which the version must be in support. @default - the day on which the table of versions was checked */
  readonly asOf?: string;
  /** By add-on, e.g. `{ coredns: 'v1.14.2-eksbuild.4' }`. @default - those known for the version of Kubernetes */
  readonly addOnVersions?: { readonly [addOn: string]: string };
  /** Encrypts secrets and the nodes' volumes. Its policy must let the service-linked role of Auto Scaling use it. @default - a rotating key of the cluster's own */
  readonly encryptionKey?: IKey;
  /** Encrypts the control plane's logs; its policy must let CloudWatch Logs use it. @default - a key of the cluster's own */
  readonly logsKey?: IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
  /** Role of the control plane. @default - one with AmazonEKSClusterPolicy */
  readonly role?: IRole;
  /** Role of all nodes. @default - one that may join the cluster and pull images */
  readonly nodeRole?: IRole;
  /** Graviton nodes for add-ons and everything without a GPU; at most twice as many. @default 2 */
  readonly systemNodeCount?: number;
  /** An arm64 type. @default 'm7g.xlarge' */
  readonly systemInstanceType?: string;
  /** Whether EKS refuses to delete the cluster. @default true */
  readonly deletionProtection?: boolean;
}

/** A cluster that exists. */
export interface GpuClusterAttributes {
  readonly clusterName: string;
  readonly network: IPlatformNetwork;
  /** The group that EKS made for the cluster: `aws eks describe-cluster`, `clusterSecurityGroupId`. */
  readonly clusterSecurityGroupId: string;
  readonly nodeRole: IRole;
  /** Of the nodes' volumes; its policy must let the service-linked role of Auto Scaling use it. */
  readonly encryptionKey: IKey;
}
