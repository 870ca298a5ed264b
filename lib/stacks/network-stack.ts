import { Tags } from 'aws-cdk-lib';
import { IpAddresses } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type IPlatformNetwork, PlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import type { OwnNetwork } from '../config/platform-config.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';

export interface NetworkStackProps extends PlatformStackProps {
  readonly network: OwnNetwork;
  readonly logsKey: IKey;
  /** Name of the cluster that its private subnets will hold. @default - none */
  readonly clusterName?: string;
}

/** The network of one region. */
export class NetworkStack extends PlatformStack {
  readonly network: IPlatformNetwork;

  constructor(scope: Construct, props: NetworkStackProps) {
    super(scope, 'network', props);
    const { clusterName } = props;
    this.network = new PlatformNetwork(this, 'Network', {
      ipAddresses: IpAddresses.cidr(props.network.cidr),
      availabilityZones: [...props.network.zones],
      natGateways: props.network.natGateways,
      logsKey: props.logsKey,
      logRetention: props.config.logs.retentionDays,
      ...(clusterName !== undefined && {
        interfaceEndpoints: [...PlatformNetwork.ROUTER_ENDPOINTS, ...PlatformNetwork.CLUSTER_ENDPOINTS],
      }),
    });
    if (clusterName === undefined) return;
    // By which Karpenter finds them.
    const { subnets } = this.network.vpc.selectSubnets(this.network.privateSubnets);
    for (const subnet of subnets) Tags.of(subnet).add('karpenter.sh/discovery', clusterName);
  }
}
