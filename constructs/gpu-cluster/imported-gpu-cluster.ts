import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type Construct, DependencyGroup, type IDependable } from 'constructs';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';
import { GpuClusterBase } from './gpu-cluster-base.ts';
import type { GpuClusterAttributes } from './gpu-cluster-props.ts';

/** A cluster that nobody in this app makes. */
export class ImportedGpuCluster extends GpuClusterBase {
  readonly clusterName: string;
  readonly network: IPlatformNetwork;
  readonly clusterSecurityGroupId: string;
  readonly nodeRole: IRole;
  readonly encryptionKey: IKey;
  readonly nodePrerequisites: IDependable = new DependencyGroup();
  protected readonly controlPlane: undefined;

  constructor(scope: Construct, id: string, attributes: GpuClusterAttributes) {
    super(scope, id);
    this.clusterName = attributes.clusterName;
    this.network = attributes.network;
    this.clusterSecurityGroupId = attributes.clusterSecurityGroupId;
    this.nodeRole = attributes.nodeRole;
    this.encryptionKey = attributes.encryptionKey;
  }
}
