import { Token } from 'aws-cdk-lib';
import type { AuroraPostgresOptions } from './engine-options.ts';

const NAME = /^(?!.*--)[a-z][a-z0-9-]{2,27}(?<!-)$/;

/** A name that a cluster, a collection and a vector bucket can all have. Policies are written with it, so it must be known. */
export function nameProblems(databaseName: string): string[] {
  if (!Token.isUnresolved(databaseName) && NAME.test(databaseName)) return [];
  const shown = Token.isUnresolved(databaseName) ? 'a token' : JSON.stringify(databaseName);
  return [
    `databaseName is ${shown}; write 3 to 28 lower-case letters, digits and single hyphens, beginning with a letter, e.g. "acme-vectors"`,
  ];
}

/** What Aurora would not take, as sentences. */
export function auroraProblems(options: AuroraPostgresOptions): string[] {
  const { minimumCapacity = 0.5, maximumCapacity = 4, readers = 1, backupRetentionDays = 14, network } = options;
  const found: string[] = [];
  if (!inHalves(minimumCapacity, 0.5)) found.push(`minimumCapacity is ${minimumCapacity}; use 0.5 to 256, in halves`);
  if (!inHalves(maximumCapacity, 1)) found.push(`maximumCapacity is ${maximumCapacity}; use 1 to 256, in halves`);
  if (maximumCapacity < minimumCapacity) {
    found.push(`maximumCapacity is ${maximumCapacity}, less than minimumCapacity ${minimumCapacity}; make it at least as much`);
  }
  if (!whole(readers, 0, 15)) found.push(`readers is ${readers}; use 0 to 15`);
  if (!whole(backupRetentionDays, 7, 35)) found.push(`backupRetentionDays is ${backupRetentionDays}; use 7 to 35`);
  const { availabilityZones } = network.vpc.selectSubnets(network.privateSubnets);
  if (new Set(availabilityZones).size < 2) {
    found.push(`network has private subnets in ${availabilityZones.join(', ') || 'no zone'}; Aurora needs two zones`);
  }
  return found;
}

const inHalves = (value: number, least: number): boolean => value >= least && value <= 256 && Number.isInteger(value * 2);

const whole = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most;

/** An API key must not go over the wire as text. */
export const urlProblems = (url: string): string[] =>
  /^https:\/\/[^\s?#@]+$/.test(url) && URL.canParse(url)
    ? []
    : [`url is ${JSON.stringify(url)}; write https:// and a host, e.g. https://qdrant.example.com:6333`];
