import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DataClass, type IPlatformKeys, PlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import { SessionStore } from '../../constructs/session-store/session-store.ts';
import { UsageLedger } from '../../constructs/usage-ledger/usage-ledger.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';

export interface DataStackProps extends PlatformStackProps {
  /** The primary region's keys, of which this region holds replicas. @default - this is the primary region */
  readonly replicaOf?: IPlatformKeys;
}

/** What outlives a deployment in one region: keys and tables. */
export class DataStack extends PlatformStack {
  readonly keys: PlatformKeys;
  readonly sessions: SessionStore;
  readonly ledger: UsageLedger;

  constructor(scope: Construct, props: DataStackProps) {
    super(scope, 'data', props);
    const { name, data } = props.config;
    const removalPolicy = data.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.keys = new PlatformKeys(this, 'Keys', { aliasPrefix: name, removalPolicy, replicaOf: props.replicaOf });
    this.sessions = new SessionStore(this, 'Sessions', { encryptionKey: this.keys.keyFor(DataClass.CONTENT), removalPolicy });
    this.ledger = new UsageLedger(this, 'Usage', {
      encryptionKey: this.keys.keyFor(DataClass.USAGE),
      removalPolicy,
      retention: Duration.days(data.usageRetentionDays),
    });
  }
}
