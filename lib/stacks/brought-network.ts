import type { Construct } from 'constructs';
import { type IPlatformNetwork, PlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import type { PlatformStackProps } from './platform-stack.ts';

/** The network that a region's configuration brings, as a child of `scope`; undefined when it brings none. */
export function broughtNetwork(scope: Construct, { config, region }: PlatformStackProps): IPlatformNetwork | undefined {
  const network = config.regions[region]?.network;
  if (network?.kind !== 'existing') return undefined;
  return PlatformNetwork.fromPlatformNetworkAttributes(scope, 'Network', {
    vpcId: network.vpcId,
    availabilityZones: [...network.zones],
    privateSubnetIds: [...network.privateSubnetIds],
  });
}
