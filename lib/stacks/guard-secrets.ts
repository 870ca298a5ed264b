import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { TenantModeration } from '../../lambda/router/contract/moderation.ts';
import type { PlatformConfig } from '../config/platform-config.ts';
import { globalNames } from '../global-names.ts';

const chosenAnywhere = ({ moderation, tenants }: PlatformConfig, is: (chosen: TenantModeration) => boolean): boolean =>
  [moderation, ...Object.values(tenants).map((tenant) => tenant.moderation)].some((chosen) => chosen !== undefined && is(chosen));

/** Whether some tenant's answers are marked. */
export const marksAnswers = (config: PlatformConfig): boolean => chosenAnywhere(config, ({ watermark }) => watermark === true);

/** Whether it matters how some tenant behaves. */
export const watchesAbuse = (config: PlatformConfig): boolean => chosenAnywhere(config, ({ abuse }) => abuse !== undefined);

/** The secrets that the guards of all regions share; each is made where something needs it. */
export function guardSecrets(scope: Construct, config: PlatformConfig): void {
  const { watermarkKey, abuseKey } = globalNames(config);
  const others = Object.keys(config.regions).filter((region) => region !== config.primaryRegion);
  const secret = (id: string, secretName: string, description: string) =>
    new Secret(scope, id, {
      ...{ secretName, description },
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      replicaRegions: others.map((region) => ({ region })),
      removalPolicy: config.data.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  if (marksAnswers(config)) {
    secret('WatermarkKey', watermarkKey, 'Marks of origin are made with it. Marks of an older value are verified with that one.');
  }
  if (watchesAbuse(config) && Object.values(config.regions).some(({ redis }) => redis !== undefined)) {
    secret('AbuseKey', abuseKey, 'Digests by which routers remember refused texts. With a new value they begin anew.');
  }
}
