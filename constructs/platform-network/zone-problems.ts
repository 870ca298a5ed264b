import { Token } from 'aws-cdk-lib';

/** What is wrong with the zones of a network and the number of its NAT gateways; tokens are taken on trust. */
export function zoneProblems(region: string, zones: readonly string[], natGateways: number | undefined): string[] {
  if (Token.isUnresolved(zones)) {
    return ["availabilityZones is a token; write the zones' names, because the subnets are counted when the template is made"];
  }
  const found: string[] = [];
  const given = `availabilityZones is ${JSON.stringify(zones)}`;
  const different = new Set(zones).size;
  if (different < 2) found.push(`${given}; name two different zones or more, so that one can fail`);
  if (different < zones.length) found.push(`${given}; name each zone once`);
  const strangers = Token.isUnresolved(region)
    ? []
    : zones.filter((zone) => !Token.isUnresolved(zone) && !zone.startsWith(region));
  if (strangers.length > 0)
    found.push(`${given}, but the stack is in ${region}; name zones of ${region} instead of ${strangers.join(', ')}`);
  if (natGateways !== undefined && !Token.isUnresolved(natGateways) && !isWholeNumberUpTo(zones.length, natGateways)) {
    found.push(`natGateways is ${natGateways}; use 0 to ${zones.length}, the number of zones`);
  }
  return found;
}

const isWholeNumberUpTo = (most: number, value: number): boolean => Number.isInteger(value) && value >= 0 && value <= most;
