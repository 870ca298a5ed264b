import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { BackupPlan } from '../../constructs/backup-plan/backup-plan.ts';
import { DataClass, type IPlatformKeys, PlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import { SessionStore } from '../../constructs/session-store/session-store.ts';
import { UsageExport } from '../../constructs/usage-ledger/usage-export.ts';
import { UsageLedger } from '../../constructs/usage-ledger/usage-ledger.ts';
import type { BackupsConfig } from '../config/platform-config.ts';
import { globalNames } from '../global-names.ts';
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
  /** @default - none: point-in-time recovery only */
  readonly backups?: BackupPlan;

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
    if (data.backups) this.backups = this.backUp(data.backups, props, removalPolicy);
    if (data.usageExport) {
      new UsageExport(this, 'UsageExport', {
        ledger: this.ledger,
        every: data.usageExport.every,
        retention: Duration.days(data.usageExport.retentionDays),
        encryptionKey: this.keys.keyFor(DataClass.USAGE),
        removalPolicy,
      });
    }
  }

  /** Of this region's tables, in this region. */
  private backUp(backups: BackupsConfig, { config, region }: DataStackProps, removalPolicy: RemovalPolicy): BackupPlan {
    const plan = new BackupPlan(this, 'Backups', {
      vaultName: `${config.name}-backups`,
      encryptionKey: this.keys.keyFor(DataClass.CONTENT),
      dailyRetention: Duration.days(backups.dailyRetentionDays),
      weeklyRetention: Duration.days(backups.weeklyRetentionDays),
      minimumRetention: Duration.days(backups.lockDays),
      removalPolicy,
    });
    // Made later, by the global stack; its replicas are the same keys.
    const apiKeys =
      region === config.primaryRegion ? [TableV2.fromTableName(this, 'ApiKeys', globalNames(config).apiKeyTable)] : [];
    plan.protect(this, 'BackedUp', { tables: [this.sessions.table, this.ledger.table, ...apiKeys] });
    return plan;
  }
}
