import { availabilityZonesOf, usualZonesOf } from '../catalogue/regions.ts';
import type { Problem } from '../config-error.ts';
import { formatIpv4Block, isPrivate, overlap, parseIpv4Block } from '../ipv4-block.ts';
import { zonesTaken } from '../resolve/network.ts';
import type { PlatformData } from '../schema/platform.ts';
import { type Check, problem, repeated } from './check.ts';

type Region = PlatformData['regions'][string];

/** Networks of our own: usable addresses that do not overlap, zones that exist, no more NAT gateways than zones. */
export const checkOwnNetworks: Check = ({ data, intact }) => {
  const regions = Object.entries(data.regions ?? {});
  return [
    ...regions.flatMap(([name, region]) => [
      ...(intact('regions', name) ? combinationProblems(name, region) : []),
      ...cidrProblems(name, region),
      ...zoneProblems(name, region),
      ...gatewayProblems(name, region),
    ]),
    ...overlapProblems(regions),
  ];
};

function combinationProblems(name: string, { cidr, vpc, zones, natGateways }: Region): Problem[] {
  const path = ['regions', name];
  if (cidr !== undefined && vpc) {
    return [problem(path, undefined, 'has both cidr and vpc; keep cidr for a network of our own, vpc for one that exists')];
  }
  return Object.entries({ zones, natGateways })
    .filter(([, value]) => cidr === undefined && value !== undefined)
    .map(([key, value]) => problem([...path, key], value, 'is for a network of our own; give cidr as well, or leave it out'));
}

function cidrProblems(name: string, { cidr }: Region): Problem[] {
  const wrong = cidr === undefined ? undefined : cidrProblem(cidr);
  return wrong === undefined ? [] : [problem(['regions', name, 'cidr'], cidr, wrong)];
}

function cidrProblem(cidr: string): string | undefined {
  const block = parseIpv4Block(cidr);
  if (!block) return 'is not an IPv4 block; use a /16 to /20, e.g. 10.10.0.0/16';
  if (formatIpv4Block(block) !== cidr) return `is not the first address of its block; use ${formatIpv4Block(block)}`;
  return isPrivate(block) ? undefined : 'is public address space; use a block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16';
}

function zoneProblems(name: string, { zones }: Region): Problem[] {
  const path = ['regions', name, 'zones'];
  if (Array.isArray(zones)) return zoneNameProblems(path, name, zones);
  const usual = usualZonesOf(name).length;
  if (zones === undefined || zones <= usual) return [];
  return [problem(path, zones, `zones are more than ${name} has for an account; use ${usual}, or name three`)];
}

function gatewayProblems(name: string, { cidr, zones, natGateways }: Region): Problem[] {
  const most = zonesTaken(name, zones).length;
  if (cidr === undefined || natGateways === undefined || natGateways <= most) return [];
  const path = ['regions', name, 'natGateways'];
  return [problem(path, natGateways, `is more than one for each of the ${most} zones; use 0 to ${most}`)];
}

/** Problems of zone names: each exists in the region, and is named once. */
export function zoneNameProblems(path: readonly PropertyKey[], region: string, zones: readonly string[]): Problem[] {
  const known = availabilityZonesOf(region);
  return [
    ...zones
      .filter((zone) => !known.includes(zone))
      .map((zone) => problem(path, zone, `is no zone of ${region}; use ${known.join(', ')}`)),
    ...repeated(zones).map((zone) => problem(path, zone, 'is named twice; name different zones')),
  ];
}

function overlapProblems(regions: readonly (readonly [string, Region])[]): Problem[] {
  const blocks = regions.flatMap(([name, { cidr }]) => {
    const block = cidr === undefined ? undefined : parseIpv4Block(cidr);
    return block ? [{ name, cidr, block }] : [];
  });
  return blocks.flatMap(({ name, cidr, block }, i) => {
    const others = blocks.slice(0, i).filter((earlier) => overlap(earlier.block, block));
    const path = ['regions', name, 'cidr'];
    return others.map((other) => problem(path, cidr, `overlaps ${other.cidr} of ${other.name}; use a block of its own`));
  });
}
