import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnReplicaKey, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import { allowCloudWatchLogs } from '../internal/encrypted-log-group.ts';
import { failOn } from '../internal/fail-on.ts';

/** What a key protects. One key each, so that access to one class of data says nothing about another. */
export class DataClass {
  /** Prompts, answers, sessions and cached answers. */
  static readonly CONTENT = new DataClass('content', 'prompts, answers, sessions and cache');
  /** The usage ledger: who used which model and how much, never a prompt. */
  static readonly USAGE = new DataClass('usage', 'usage ledger');
  /** CloudWatch Logs. */
  static readonly LOGS = new DataClass('logs', 'CloudWatch Logs');
  /** Secrets Manager. */
  static readonly SECRETS = new DataClass('secrets', 'secrets');

  /** Last part of the key's alias. */
  readonly name: string;
  readonly description: string;

  private constructor(name: string, description: string) {
    this.name = name;
    this.description = description;
  }
}

const DATA_CLASSES = [DataClass.CONTENT, DataClass.USAGE, DataClass.LOGS, DataClass.SECRETS];

/** The platform's keys in one region. */
export interface IPlatformKeys extends IConstruct {
  /** The key that protects this class of data in this region. */
  keyFor(dataClass: DataClass): IKey;
}

export interface PlatformKeysProps {
  /** Aliases are `alias/<aliasPrefix>/<data class>`, unique in account and region. @default 'llm-platform' */
  readonly aliasPrefix?: string;
  /** Keys in another region of which these are to be replicas: same key material, same key ids. @default - these are primary keys */
  readonly replicaOf?: IPlatformKeys;
  /** 90 to 2560 days. Replicas rotate with their primaries. @default Duration.days(365) */
  readonly rotationPeriod?: Duration;
  /** How long a deleted key can still be rescued: 7 to 30 days. @default Duration.days(30) */
  readonly pendingWindow?: Duration;
  /** What becomes of the keys, and with them of all that they encrypt, when they leave the stack. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** ARNs of keys that exist, in the region of the stack. */
export interface PlatformKeyArns {
  readonly content: string;
  readonly usage: string;
  /** Its policy must let `logs.<region>.amazonaws.com` use it. */
  readonly logs: string;
  readonly secrets: string;
}

abstract class PlatformKeysBase extends Construct implements IPlatformKeys {
  protected abstract readonly keys: ReadonlyMap<string, IKey>;

  keyFor(dataClass: DataClass): IKey {
    const key = this.keys.get(dataClass.name);
    if (key === undefined)
      throw new Error(`${this.node.path}: no key for ${JSON.stringify(dataClass)}; use a static member of DataClass`);
    return key;
  }
}

class ImportedPlatformKeys extends PlatformKeysBase {
  protected readonly keys: ReadonlyMap<string, IKey>;

  constructor(scope: Construct, id: string, arns: PlatformKeyArns) {
    super(scope, id);
    this.keys = keyring(({ name }) => Key.fromKeyArn(this, name, arns[name as keyof PlatformKeyArns]));
  }
}

/** Customer managed, rotating, multi-Region KMS keys, one per class of data. */
export class PlatformKeys extends PlatformKeysBase {
  /** Keys that exist. The same ARN may stand for several classes. */
  static fromKeyArns(scope: Construct, id: string, arns: PlatformKeyArns): IPlatformKeys {
    return new ImportedPlatformKeys(scope, id, arns);
  }

  protected readonly keys: ReadonlyMap<string, IKey>;

  constructor(scope: Construct, id: string, props: PlatformKeysProps = {}) {
    super(scope, id);
    const prefix = props.aliasPrefix ?? 'llm-platform';
    failOn(this, problems(this, prefix, props));
    const settings = { ...props, pendingWindow: props.pendingWindow ?? Duration.days(30) };
    this.keys = keyring((dataClass) => {
      const description = `${prefix}: ${dataClass.description}`;
      const primary = props.replicaOf?.keyFor(dataClass);
      const key = primary
        ? replicaKey(this, dataClass, description, primary, settings)
        : primaryKey(this, dataClass, description, settings);
      key.addAlias(`alias/${prefix}/${dataClass.name}`);
      return key;
    });
  }
}

function keyring(make: (dataClass: DataClass) => IKey): ReadonlyMap<string, IKey> {
  return new Map(DATA_CLASSES.map((dataClass) => [dataClass.name, make(dataClass)]));
}

function primaryKey(scope: Construct, dataClass: DataClass, description: string, props: PlatformKeysProps): IKey {
  return new Key(scope, dataClass.name, {
    description,
    policy: keyPolicy(scope, dataClass),
    multiRegion: true,
    enableKeyRotation: true,
    rotationPeriod: props.rotationPeriod ?? Duration.days(365),
    pendingWindow: props.pendingWindow,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
  });
}

function replicaKey(scope: Construct, dataClass: DataClass, description: string, primary: IKey, props: PlatformKeysProps): IKey {
  const replica = new CfnReplicaKey(scope, `${dataClass.name}-replica`, {
    description,
    primaryKeyArn: primary.keyArn,
    keyPolicy: keyPolicy(scope, dataClass),
    pendingWindowInDays: props.pendingWindow?.toDays(),
  });
  replica.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN);
  return Key.fromKeyArn(scope, dataClass.name, replica.attrArn);
}

/** A replica's policy is its own, not its primary's: both are made here. IAM decides, except for the one service that has no identity in IAM. */
function keyPolicy(scope: Construct, dataClass: DataClass): PolicyDocument {
  const administrators = new PolicyStatement({ principals: [new AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'] });
  const services = dataClass === DataClass.LOGS ? [allowCloudWatchLogs(scope)] : [];
  return new PolicyDocument({ statements: [administrators, ...services] });
}

function problems(scope: Construct, prefix: string, { replicaOf, rotationPeriod, pendingWindow }: PlatformKeysProps): string[] {
  const found: string[] = [];
  if (!Token.isUnresolved(prefix) && (!/^[A-Za-z0-9/_-]{1,200}$/.test(prefix) || prefix.startsWith('aws/'))) {
    found.push(`aliasPrefix is ${JSON.stringify(prefix)}; use letters, digits, '/', '_' and '-', and do not start with 'aws/'`);
  }
  const days = pendingWindow?.toDays();
  if (days !== undefined && (days < 7 || days > 30)) found.push(`pendingWindow is ${days} days; KMS takes 7 to 30`);
  if (replicaOf === undefined) return found;
  if (rotationPeriod !== undefined)
    found.push('rotationPeriod is given with replicaOf; replicas rotate with their primaries, so give it there');
  const [here, there] = [Stack.of(scope).region, replicaOf.keyFor(DataClass.CONTENT).env.region];
  if (here === there) found.push(`replicaOf names keys of ${here}, the region of this stack; a replica lives in another region`);
  return found;
}
