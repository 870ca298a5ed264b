import { RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Moderation } from '../../constructs/moderation/moderation.ts';
import { DataClass, type IPlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import type { IPlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import { metricNamespace } from '../config/metric-namespace.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';

export interface ModerationStackProps extends PlatformStackProps {
  readonly keys: IPlatformKeys;
  /** @default - the function runs outside any VPC */
  readonly network?: IPlatformNetwork;
}

/** What waits for people in one region: it never leaves the region in which it was written. */
export class ModerationStack extends PlatformStack {
  readonly moderation: Moderation;

  constructor(scope: Construct, props: ModerationStackProps) {
    super(scope, 'moderation', props);
    const { config, keys, network } = props;
    this.moderation = new Moderation(this, 'Moderation', {
      encryptionKey: keys.keyFor(DataClass.CONTENT),
      removalPolicy: config.data.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      logsKey: keys.keyFor(DataClass.LOGS),
      logRetention: config.logs.retentionDays,
      metricNamespace: metricNamespace(config.name),
      ...(network && { vpc: network.vpc, vpcSubnets: network.privateSubnets }),
    });
  }
}

/** Whether some tenant's texts may be held for people. */
export function holdsTexts({ moderation }: RouterConfig): boolean {
  const guarded = [moderation?.default, ...Object.values(moderation?.tenants ?? {})];
  const policies = guarded.flatMap((tenant) => [tenant?.input, tenant?.output]);
  return policies.some((policy) => Object.values(policy ?? {}).some(({ review }) => review !== undefined));
}
