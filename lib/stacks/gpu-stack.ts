import { Size } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { GpuCluster } from '../../constructs/gpu-cluster/gpu-cluster.ts';
import type { IGpuCluster } from '../../constructs/gpu-cluster/gpu-cluster-base.ts';
import { GpuNodeGroup } from '../../constructs/gpu-node-group/gpu-node-group.ts';
import { GpuNodeStorage } from '../../constructs/gpu-node-group/gpu-node-storage.ts';
import { DataClass, type IPlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import type { IPlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import type { GpusConfig } from '../config/gpu-config.ts';
import { gpuCapacity } from '../config/resolve/gpus.ts';
import { broughtNetwork } from './brought-network.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';

export interface GpuStackProps extends PlatformStackProps {
  readonly gpus: GpusConfig;
  readonly keys: IPlatformKeys;
  /** The network made for this region. @default - the one that the configuration brings */
  readonly network?: IPlatformNetwork | undefined;
}

/** The iron of one region: a cluster, or one that exists, and its GPU nodes. */
export class GpuStack extends PlatformStack {
  readonly cluster: IGpuCluster;
  readonly nodeGroups: readonly GpuNodeGroup[];

  constructor(scope: Construct, props: GpuStackProps) {
    super(scope, 'gpu', props);
    const network = props.network ?? broughtNetwork(this, props);
    if (network === undefined) throw new Error(`regions.${props.region} has gpus and no network`);
    this.cluster = this.clusterIn(network, props);
    const { nodeGroups, asOf } = props.gpus;
    this.nodeGroups = Object.entries(nodeGroups).map(
      ([nodeGroupName, { instanceType, storage, capacity }]) =>
        new GpuNodeGroup(this, `Nodes-${nodeGroupName}`, {
          cluster: this.cluster,
          nodeGroupName,
          instanceType,
          ...(storage && { storage: GpuNodeStorage.gp3(Size.gibibytes(storage.gib), storage) }),
          capacity: capacity.map(gpuCapacity),
          asOf,
        }),
    );
  }

  private clusterIn(network: IPlatformNetwork, { config, keys, gpus }: GpuStackProps): IGpuCluster {
    const { cluster, kubernetesVersion, asOf } = gpus;
    const role = (name: string) => Role.fromRoleName(this, `Role-${name}`, name);
    if (cluster.kind === 'existing') {
      return GpuCluster.fromClusterAttributes(this, 'Cluster', {
        clusterName: cluster.name,
        network,
        clusterSecurityGroupId: cluster.securityGroupId,
        nodeRole: role(cluster.nodeRole),
        encryptionKey: Key.fromKeyArn(this, 'VolumeKey', cluster.volumeKeyArn),
      });
    }
    const made = new GpuCluster(this, 'Cluster', {
      clusterName: cluster.name,
      network,
      kubernetesVersion,
      asOf,
      adminRoles: cluster.adminRoles.map(role),
      nodeRoleName: cluster.nodeRole,
      ...(cluster.addOnVersions && { addOnVersions: cluster.addOnVersions }),
      logsKey: keys.keyFor(DataClass.LOGS),
      logRetention: config.logs.retentionDays,
      deletionProtection: config.data.removalPolicy === 'retain',
    });
    new Alias(this, 'VolumeKeyAlias', { aliasName: cluster.volumeKey, targetKey: made.encryptionKey });
    return made;
  }
}
