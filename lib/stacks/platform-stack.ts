import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { availabilityZonesOf } from '../config/catalogue/regions.ts';
import type { PlatformConfig } from '../config/platform-config.ts';

/** Where a stack of the platform lives and what it is part of. */
export interface PlatformStackProps {
  readonly config: PlatformConfig;
  readonly region: string;
  /** One sentence for the CloudFormation console. */
  readonly description: string;
}

/**
 * A stack of the platform: named `<platform>-<region>-<part>`, in an explicit region, protected against deletion when data is retained.
 * It answers for its own availability zones from the catalogue, because the CDK would ask an AWS account for them.
 */
export abstract class PlatformStack extends Stack {
  private readonly zones: readonly string[];

  constructor(scope: Construct, part: string, props: PlatformStackProps) {
    super(scope, stackName(props.config, part, props.region), stackProps(props));
    this.zones = availabilityZonesOf(props.region);
  }

  override get availabilityZones(): string[] {
    return [...this.zones];
  }
}

function stackName(config: PlatformConfig, part: string, region: string): string {
  return part === 'global' ? `${config.name}-global` : `${config.name}-${region}-${part}`;
}

function stackProps({ config, region, description }: PlatformStackProps): StackProps {
  return {
    env: { region, ...(config.account === undefined ? {} : { account: config.account }) },
    description,
    terminationProtection: config.data.removalPolicy === 'retain',
  };
}
