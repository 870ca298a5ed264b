import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { AttributeType, type StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { failOn } from './fail-on.ts';

interface GlobalTableOptions {
  readonly tableName?: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly timeToLiveAttribute?: string;
  readonly dynamoStream?: StreamViewType;
  /** @default - the AWS managed key `aws/dynamodb` of each region */
  readonly encryptionKey?: IKey;
  readonly replicaRegions?: string[];
  /** By replica region. */
  readonly replicaKeys?: { readonly [region: string]: IKey };
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** An on-demand table with point-in-time recovery, protected against deletion unless its removal policy asks for it. Keys are strings. */
export function globalTable(scope: Construct, options: GlobalTableOptions): TableV2 {
  failOn(scope, replicaProblems(Stack.of(scope).region, options));
  const removalPolicy = options.removalPolicy ?? RemovalPolicy.RETAIN;
  return new TableV2(scope, 'Table', {
    tableName: options.tableName,
    partitionKey: { name: options.partitionKey, type: AttributeType.STRING },
    sortKey: options.sortKey === undefined ? undefined : { name: options.sortKey, type: AttributeType.STRING },
    timeToLiveAttribute: options.timeToLiveAttribute,
    dynamoStream: options.dynamoStream,
    encryption: encryption(options),
    replicas: options.replicaRegions?.map((region) => ({ region })),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    removalPolicy,
  });
}

function encryption({ encryptionKey, replicaKeys = {} }: GlobalTableOptions): TableEncryptionV2 {
  if (encryptionKey === undefined) return TableEncryptionV2.awsManagedKey();
  const arns = Object.fromEntries(Object.entries(replicaKeys).map(([region, key]) => [region, key.keyArn]));
  return TableEncryptionV2.customerManagedKey(encryptionKey, arns);
}

function replicaProblems(home: string, { encryptionKey, replicaRegions = [], replicaKeys = {} }: GlobalTableOptions): string[] {
  const regions = replicaRegions.filter((region) => !Token.isUnresolved(region));
  const found: string[] = [];
  if (regions.length > 0 && Token.isUnresolved(home)) {
    found.push(`replicaRegions is ${JSON.stringify(regions)}, but the stack has no region; give it env: { region: … }`);
  }
  if (regions.includes(home))
    found.push(`replicaRegions has ${home}, the region of the stack, where the table is anyway; leave it out`);
  if (new Set(regions).size < regions.length) found.push(`replicaRegions is ${JSON.stringify(regions)}; name each region once`);
  const keyless = encryptionKey === undefined ? [] : regions.filter((region) => replicaKeys[region] === undefined);
  if (keyless.length > 0)
    found.push(
      `replicaKeys has no key for ${keyless.join(', ')}; a customer managed key serves one region, so give one for each replica`,
    );
  const needless = Object.keys(replicaKeys).filter((region) => !regions.includes(region));
  if (needless.length > 0)
    found.push(`replicaKeys has keys for ${needless.join(', ')}, which replicaRegions does not name; make them agree`);
  if (encryptionKey === undefined && Object.keys(replicaKeys).length > 0) {
    found.push('replicaKeys is given without encryptionKey; give both, or neither for the AWS managed key');
  }
  return found;
}
