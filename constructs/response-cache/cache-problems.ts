import { Token } from 'aws-cdk-lib';
import { CacheContents, type ResponseCacheProps } from './response-cache-props.ts';

const NAME = /^(?!.*--)[a-z][a-z0-9-]{0,29}(?<!-)$/;
const NODE_TYPE = /^cache\.[a-z0-9]+\.[a-z0-9]+$/;

/** What ElastiCache would not take, as sentences. Tokens are left to CloudFormation, but for the name, which IAM signs. */
export function cacheProblems({ cacheName, contents, capacity, snapshotRetentionDays = 0 }: ResponseCacheProps): string[] {
  const { ofNodes, ofServerless } = capacity ?? {};
  const found: string[] = [];
  if (Token.isUnresolved(cacheName) || !NAME.test(cacheName)) {
    const shown = Token.isUnresolved(cacheName) ? 'a token' : JSON.stringify(cacheName);
    found.push(`cacheName is ${shown}; write 1 to 30 lower-case letters, digits and single hyphens, e.g. "acme-answers"`);
  }
  if (ofNodes !== undefined && !Token.isUnresolved(ofNodes.nodeType) && !NODE_TYPE.test(ofNodes.nodeType)) {
    found.push(`nodeType is ${JSON.stringify(ofNodes.nodeType)}; use a type of node such as "cache.t4g.micro"`);
  }
  if (ofNodes !== undefined && !within(ofNodes.replicas, 1, 5)) {
    found.push(`replicas is ${ofNodes.replicas}; use 1 to 5: without a replica nobody takes over`);
  }
  const { maximumGigabytes, maximumUnitsPerSecond } = ofServerless ?? {};
  if (maximumGigabytes !== undefined && contents === CacheContents.COUNTERS) {
    found.push('maximumGigabytes is for answers: a serverless cache evicts keys that expire, and counters do; leave it out');
  }
  if (maximumGigabytes !== undefined && !within(maximumGigabytes, 1, 5_000)) {
    found.push(`maximumGigabytes is ${maximumGigabytes}; use 1 to 5000`);
  }
  if (maximumUnitsPerSecond !== undefined && !within(maximumUnitsPerSecond, 1_000, 15_000_000)) {
    found.push(`maximumUnitsPerSecond is ${maximumUnitsPerSecond}; use 1000 to 15000000`);
  }
  if (!within(snapshotRetentionDays, 0, 35)) found.push(`snapshotRetentionDays is ${snapshotRetentionDays}; use 0 to 35`);
  return found;
}

const within = (value: number, least: number, most: number): boolean =>
  Token.isUnresolved(value) || (Number.isInteger(value) && value >= least && value <= most);
