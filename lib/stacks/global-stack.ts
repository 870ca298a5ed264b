import { RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiKeyStore } from '../../constructs/api-key-store/api-key-store.ts';
import type { PlatformConfig } from '../config/platform-config.ts';
import { globalNames } from '../global-names.ts';
import { guardSecrets } from './guard-secrets.ts';
import { PlatformStack } from './platform-stack.ts';

/** What every region shares, in the primary region: the API keys, replicated so that a key made once works everywhere. */
export class GlobalStack extends PlatformStack {
  readonly apiKeys: ApiKeyStore;

  constructor(scope: Construct, config: PlatformConfig) {
    super(scope, 'global', { config, region: config.primaryRegion, description: `${config.name}: what all regions share` });
    const names = globalNames(config);
    this.apiKeys = new ApiKeyStore(this, 'ApiKeys', {
      tableName: names.apiKeyTable,
      pepperSecretName: names.apiKeyPepper,
      replicaRegions: Object.keys(config.regions).filter((region) => region !== config.primaryRegion),
      removalPolicy: config.data.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    guardSecrets(this, config);
  }
}
