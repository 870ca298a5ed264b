import { capacityProblems } from '../../../constructs/gpu-node-group/capacity-problems.ts';
import { gpuInstanceType, instanceTypeProblems } from '../../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { usualEfaInterfaces, usualHugePages2Mi } from '../../../constructs/gpu-node-group/network-interfaces.ts';
import { nodeGroupNameProblems } from '../../../constructs/gpu-node-group/node-group-name.ts';
import { nodeProblems } from '../../../constructs/gpu-node-group/node-problems.ts';
import type { Problem } from '../config-error.ts';
import type { CapacityConfig, GpusConfig, NodeGroupConfig } from '../gpu-config.ts';
import { gpuCapacity } from '../resolve/gpus.ts';
import { zonesTaken } from '../resolve/network.ts';
import type { PlatformData } from '../schema/platform.ts';
import { problem } from './check.ts';

type Region = PlatformData['regions'][string];

/** Fields of a source that others have not. */
const OWN_FIELDS: Readonly<Record<CapacityConfig['source'], readonly (keyof CapacityConfig)[]>> = {
  'capacity-block': ['reservationId', 'startsAt', 'endsAt'],
  reservation: ['reservationId', 'placementGroupName'],
  spot: [],
  'on-demand': [],
};

/** Instance types that the region sells, and capacity that can be had: what the construct would refuse, told at once. */
export function nodeGroupProblems(region: string, { vpc, zones }: Region, { nodeGroups, asOf }: GpusConfig): Problem[] {
  return Object.entries(nodeGroups).flatMap(([name, group]) => {
    const path = ['regions', region, 'gpus', 'nodeGroups', name];
    const taken = vpc?.zones ?? zonesTaken(region, zones);
    return [...groupSentences(name, group, region, taken, asOf), ...storageSentences(group), ...idleFields(group)].map(
      (sentence) => problem(path, undefined, sentence),
    );
  });
}

function groupSentences(
  name: string,
  { instanceType, capacity }: NodeGroupConfig,
  region: string,
  zones: readonly string[],
  asOf: string,
): string[] {
  const type = gpuInstanceType(instanceType);
  if (type === undefined) return instanceTypeProblems(instanceType);
  const efaInterfaces = usualEfaInterfaces(type);
  const sources = capacity.map(gpuCapacity);
  return [
    ...(name === 'system' ? ["is the name of the cluster's own nodes without GPUs; choose another, e.g. gpu"] : []),
    ...nodeGroupNameProblems(name, sources),
    ...nodeProblems(type, { region, efaInterfaces, hugePages2Mi: usualHugePages2Mi(efaInterfaces) }),
    ...capacityProblems(sources, { zones, efaInterfaces, asOf }),
  ];
}

function storageSentences({ storage }: NodeGroupConfig): string[] {
  if (storage === undefined || storage.throughputMibPerSecond <= storage.iops / 4) return [];
  const { throughputMibPerSecond, iops } = storage;
  return [
    `storage has throughputMibPerSecond ${throughputMibPerSecond} and ${iops} iops; use ${4 * throughputMibPerSecond} iops or more`,
  ];
}

function idleFields({ capacity }: NodeGroupConfig): string[] {
  const special = [...new Set(Object.values(OWN_FIELDS).flat())];
  return capacity.flatMap((entry, at) =>
    special
      .filter((field) => entry[field] !== undefined && !OWN_FIELDS[entry.source].includes(field))
      .map((field) => `capacity[${at}] (${entry.source}): ${field} has no meaning here; leave it out`),
  );
}
