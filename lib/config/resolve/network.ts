import { usualZonesOf } from '../catalogue/regions.ts';
import type { NetworkConfig } from '../platform-config.ts';
import type { PlatformData } from '../schema/platform.ts';

type Region = PlatformData['regions'][string];

/** The zones of a network of our own: those named, else as many of the usual ones as asked for, by default up to three. */
export function zonesTaken(region: string, zones: Region['zones']): readonly string[] {
  return Array.isArray(zones) ? zones : usualZonesOf(region).slice(0, zones ?? 3);
}

/** The network of a region; undefined when it has none. */
export function resolveNetwork(name: string, { cidr, zones, natGateways, vpc }: Region): NetworkConfig | undefined {
  if (vpc) return { kind: 'existing', vpcId: vpc.vpcId, privateSubnetIds: vpc.privateSubnetIds, zones: vpc.zones };
  if (cidr === undefined) return undefined;
  const taken = zonesTaken(name, zones);
  return { kind: 'own', cidr, zones: taken, natGateways: natGateways ?? taken.length };
}
