import { CfnOutput } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import { ApiKeyStore } from '../../constructs/api-key-store/api-key-store.ts';
import { AuthorizerFunction } from '../../constructs/authorizer-function/authorizer-function.ts';
import { InferenceApi } from '../../constructs/inference-api/inference-api.ts';
import { DataClass, type IPlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import { type IPlatformNetwork, PlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import { RouterConfiguration } from '../../constructs/router-configuration/router-configuration.ts';
import { RouterFunction } from '../../constructs/router-function/router-function.ts';
import type { ISessionStore } from '../../constructs/session-store/session-store.ts';
import type { IUsageLedger } from '../../constructs/usage-ledger/usage-ledger.ts';
import { WebAcl } from '../../constructs/web-acl/web-acl.ts';
import { bedrockModels, routerConfig, upstreamSecrets } from '../config/router-config.ts';
import { globalNames } from '../global-names.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';

export interface ApiStackProps extends PlatformStackProps {
  readonly keys: IPlatformKeys;
  readonly ledger: IUsageLedger;
  readonly sessions: ISessionStore;
  /** The network made for this region. @default - the one that the configuration brings; with neither, the functions run outside any VPC */
  readonly network?: IPlatformNetwork;
}

/** The door of one region: web ACL, API, authorizer, router and the router's configuration. */
export class ApiStack extends PlatformStack {
  readonly api: InferenceApi;

  constructor(scope: Construct, props: ApiStackProps) {
    super(scope, 'api', props);
    const { config, region, keys } = props;
    const network = props.network ?? this.broughtNetwork(props);
    const content = routerConfig(config, region);
    const logs = { logsKey: keys.keyFor(DataClass.LOGS), logRetention: config.logs.retentionDays };
    const place = network && { vpc: network.vpc, vpcSubnets: network.privateSubnets };

    const router = new RouterFunction(this, 'Router', {
      configuration: new RouterConfiguration(this, 'RouterConfiguration', {
        config: content,
        encryptionKey: keys.keyFor(DataClass.CONTENT),
      }),
      ledger: props.ledger,
      // Whoever keeps no conversations has no right to any.
      ...(content.sessions && { sessions: props.sessions }),
      upstreamSecretNames: upstreamSecrets(content),
      bedrockModels: bedrockModels(content),
      ...place,
      ...logs,
    });
    const authorizer = new AuthorizerFunction(this, 'Authorizer', {
      apiKeys: ApiKeyStore.fromNames(this, 'ApiKeys', {
        tableName: globalNames(config).apiKeyTable,
        pepperSecretName: globalNames(config).apiKeyPepper,
      }),
      jwtIssuers: config.authentication.jwt,
      ...place,
      ...logs,
    });
    const domain = config.api.domains[region];
    this.api = new InferenceApi(this, 'Api', {
      router: router.function,
      authorizer: authorizer.function,
      tenants: Object.entries(config.tenants).flatMap(([tenant, { residency }]) => (residency.includes(region) ? [tenant] : [])),
      requestsPerSecond: config.api.throttle.requestsPerSecond,
      burst: config.api.throttle.burst,
      cloudWatchRole: true,
      webAcl: new WebAcl(this, 'WebAcl', { requestsPerAddress: config.api.requestsPerAddress, ...logs }),
      ...(domain && {
        domainName: domain.domainName,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      }),
      ...logs,
    });
    new CfnOutput(this, 'Url', { value: this.api.url, description: 'Base URL for OpenAI clients' });
  }

  private broughtNetwork({ config, region }: ApiStackProps): IPlatformNetwork | undefined {
    const network = config.regions[region]?.network;
    if (network?.kind !== 'existing') return undefined;
    return PlatformNetwork.fromPlatformNetworkAttributes(this, 'Network', {
      vpcId: network.vpcId,
      availabilityZones: [...network.zones],
      privateSubnetIds: [...network.privateSubnetIds],
    });
  }
}
