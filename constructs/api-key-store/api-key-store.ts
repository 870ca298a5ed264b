import { RemovalPolicy, Token } from 'aws-cdk-lib';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type ITableV2, Operation, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IConstruct } from 'constructs';
import { failOn } from '../internal/fail-on.ts';
import { globalTable } from '../internal/global-table.ts';
import { grantReadRows, grantSecretValue } from '../internal/grants.ts';

/** API keys as keyed hashes (partition key `keyId`), and the pepper that keys the hash. Neither alone tells or checks a key. */
export interface IApiKeyStore extends IConstruct {
  readonly table: ITableV2;
  readonly pepper: ISecret;
  /** GetItem on the table and the value of the pepper: enough to check a key that a client presents, not to list or make keys. */
  grantLookup(grantee: IGrantable): Grant;
}

export interface ApiKeyStoreProps {
  /** The same in every region, so that a region finds its replica by name. */
  readonly tableName: string;
  /** The same in every region. */
  readonly pepperSecretName: string;
  /** Further regions where the same keys work. @default - none */
  readonly replicaRegions?: string[];
  /**
   * Encrypts table and pepper. With replicas it needs `replicaKeys`, and keys that exist in those regions before this stack does.
   * @default - the AWS managed keys `aws/dynamodb` and `aws/secretsmanager` of each region: the table holds hashes, never keys
   */
  readonly encryptionKey?: IKey;
  /** By replica region, a key that exists there. @default - none; with `encryptionKey` every replica needs one */
  readonly replicaKeys?: { readonly [region: string]: IKey };
  /** What becomes of table and pepper when they leave the stack. Unless it is DESTROY, the table is also protected against deletion. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** A store of another stack, by the names that it has in every region. */
export interface ApiKeyStoreNames {
  readonly tableName: string;
  readonly pepperSecretName: string;
  /** The store's key in this region. @default - none: AWS managed keys */
  readonly encryptionKey?: IKey;
}

abstract class ApiKeyStoreBase extends Construct implements IApiKeyStore {
  abstract readonly table: ITableV2;
  abstract readonly pepper: ISecret;

  grantLookup(grantee: IGrantable): Grant {
    const lookup = grantReadRows(this.table, grantee, 'dynamodb:GetItem');
    return lookup.combine(grantSecretValue(this.pepper, grantee, this.table.encryptionKey));
  }
}

class ImportedApiKeyStore extends ApiKeyStoreBase {
  readonly table: ITableV2;
  readonly pepper: ISecret;

  constructor(scope: Construct, id: string, { tableName, pepperSecretName, encryptionKey }: ApiKeyStoreNames) {
    super(scope, id);
    this.table = TableV2.fromTableAttributes(this, 'Table', { tableName, encryptionKey });
    this.pepper = Secret.fromSecretNameV2(this, 'Pepper', pepperSecretName);
  }
}

/** Hashed API keys that work in every region named, and the secret that makes the hashes useless to a thief of the table. */
export class ApiKeyStore extends ApiKeyStoreBase {
  /** The store in the stack's region, home or replica, without a reference between stacks. */
  static fromNames(scope: Construct, id: string, names: ApiKeyStoreNames): IApiKeyStore {
    return new ImportedApiKeyStore(scope, id, names);
  }

  readonly table: TableV2;
  readonly pepper: Secret;

  constructor(scope: Construct, id: string, props: ApiKeyStoreProps) {
    super(scope, id);
    const { pepperSecretName, ...table } = props;
    failOn(this, secretNameProblems(pepperSecretName));
    this.table = globalTable(this, { ...table, partitionKey: 'keyId' });
    this.pepper = new Secret(this, 'Pepper', {
      secretName: pepperSecretName,
      description: 'Keys the hashes of the API keys. A new value makes every API key invalid.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      encryptionKey: props.encryptionKey,
      replicaRegions: props.replicaRegions?.map((region) => ({ region, encryptionKey: props.replicaKeys?.[region] })),
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
  }

  /** Look-ups that DynamoDB turned away, each an authentication that failed: `ThrottledRequests` of GetItem. */
  metricThrottledLookups(options?: MetricOptions): IMetric {
    return this.table.metricThrottledRequestsForOperation(Operation.GET_ITEM, options);
  }
}

/** Secrets Manager takes a hyphen and six characters at the end for its own suffix, and then finds no secret by the name's ARN. */
function secretNameProblems(name: string): string[] {
  if (Token.isUnresolved(name) || !/-\w{6}$/.test(name)) return [];
  return [`pepperSecretName is ${JSON.stringify(name)}; do not end it with a hyphen and six characters, e.g. use 'acme/pepper'`];
}
