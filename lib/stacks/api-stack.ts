import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { ApiKeyStore } from '../../constructs/api-key-store/api-key-store.ts';
import { AuthorizerFunction } from '../../constructs/authorizer-function/authorizer-function.ts';
import { BudgetGuard } from '../../constructs/budget-guard/budget-guard.ts';
import type { BudgetGuardProps } from '../../constructs/budget-guard/budget-guard-props.ts';
import { InferenceApi } from '../../constructs/inference-api/inference-api.ts';
import type { Moderation } from '../../constructs/moderation/moderation.ts';
import { DataClass, type IPlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import type { IPlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import { RouterConfiguration } from '../../constructs/router-configuration/router-configuration.ts';
import { RouterFunction } from '../../constructs/router-function/router-function.ts';
import type { SharedState } from '../../constructs/router-function/shared-state.ts';
import type { ISessionStore } from '../../constructs/session-store/session-store.ts';
import type { IUsageLedger } from '../../constructs/usage-ledger/usage-ledger.ts';
import { UsageQueue } from '../../constructs/usage-ledger/usage-queue.ts';
import { WebAcl } from '../../constructs/web-acl/web-acl.ts';
import { metricNamespace } from '../config/metric-namespace.ts';
import { bedrockGuardrails, bedrockModels, routerConfig, upstreamSecrets } from '../config/router-config.ts';
import { globalNames } from '../global-names.ts';
import { broughtNetwork } from './brought-network.ts';
import { marksAnswers, watchesAbuse } from './guard-secrets.ts';
import type { ModelLoadBalancer } from './model-load-balancer.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';
import { sharedState } from './state-stack.ts';

export interface ApiStackProps extends PlatformStackProps {
  readonly keys: IPlatformKeys;
  readonly ledger: IUsageLedger;
  readonly sessions: ISessionStore;
  /** What waits for people. @default - nothing does */
  readonly moderation?: Moderation;
  /** The network made for this region. @default - the one that the configuration brings; with neither, the functions run outside any VPC */
  readonly network?: IPlatformNetwork;
  /** What routers share, made for this region. @default - what the configuration brings, or nothing */
  readonly state?: SharedState;
  /** Through which the router calls models on the region's GPUs. @default - it serves none */
  readonly models?: ModelLoadBalancer;
  /** Of what is before Qdrant on the region's cluster. @default - there is none */
  readonly qdrantSecurityGroup?: ISecurityGroup;
}

/** The door of one region: web ACL, API, authorizer, router and the router's configuration. */
export class ApiStack extends PlatformStack {
  readonly api: InferenceApi;
  readonly router: RouterFunction;
  readonly authorizer: AuthorizerFunction;
  readonly usageQueue: UsageQueue;
  /** What the region's routers share. */
  readonly state: SharedState;
  readonly webAcl: WebAcl;
  /** @default - none: nobody has a budget */
  readonly budgets?: BudgetGuard;

  constructor(scope: Construct, props: ApiStackProps) {
    super(scope, 'api', props);
    const { config, region, keys } = props;
    const { traces } = config.observability;
    const network = props.network ?? broughtNetwork(this, props);
    const content = routerConfig(config, region);
    const state = sharedState(this, props);
    this.state = state;
    const logs = { logsKey: keys.keyFor(DataClass.LOGS), logRetention: config.logs.retentionDays };
    const metrics = { metricNamespace: metricNamespace(config.name) };
    const place = network && { vpc: network.vpc, vpcSubnets: network.privateSubnets };

    const alerts = alertsOf(props);
    const budgets =
      (content.budgets || alerts.accountBill) &&
      new BudgetGuard(this, 'Budgets', {
        ledger: props.ledger,
        budgets: content.budgets ?? {},
        ...alerts,
        encryptionKey: keys.keyFor(DataClass.USAGE),
        removalPolicy: config.data.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        ...logs,
        ...metrics,
      });
    if (budgets) this.budgets = budgets;
    this.usageQueue = new UsageQueue(this, 'UsageQueue', {
      ledger: props.ledger,
      encryptionKey: keys.keyFor(DataClass.USAGE),
      ...place,
      ...logs,
    });
    const router = new RouterFunction(this, 'Router', {
      configuration: new RouterConfiguration(this, 'RouterConfiguration', {
        config: content,
        encryptionKey: keys.keyFor(DataClass.CONTENT),
      }),
      ledger: props.ledger,
      // Whoever has no tenant with a budget has none to obey.
      ...(budgets && content.budgets && { budgetStates: budgets }),
      usageQueue: this.usageQueue,
      // Whoever keeps no conversations has no right to any.
      ...(content.sessions && { sessions: props.sessions }),
      ...(props.moderation && { moderation: props.moderation }),
      upstreamSecretNames: upstreamSecrets(content),
      bedrockModels: bedrockModels(content),
      guardrails: bedrockGuardrails(content),
      ...(state.counters && { counters: state.counters }),
      ...(state.answers && { answers: state.answers }),
      ...(state.vectors && { vectors: state.vectors }),
      ...(marksAnswers(config) && { watermarkKeyName: globalNames(config).watermarkKey }),
      ...(watchesAbuse(config) && state.counters && { abuseKeyName: globalNames(config).abuseKey }),
      ...(traces?.endpoint !== undefined && { traceCollector: traces.endpoint }),
      ...(traces?.sampledPercent !== undefined && { traceRatio: traces.sampledPercent / 100 }),
      ...place,
      ...logs,
      ...metrics,
    });
    this.router = router;
    if (props.models) router.connections.allowTo(props.models.securityGroup, props.models.port, 'Models');
    this.authorizer = new AuthorizerFunction(this, 'Authorizer', {
      apiKeys: ApiKeyStore.fromNames(this, 'ApiKeys', {
        tableName: globalNames(config).apiKeyTable,
        pepperSecretName: globalNames(config).apiKeyPepper,
      }),
      jwtIssuers: config.authentication.jwt,
      ...place,
      ...logs,
    });
    const domain = config.api.domains[region];
    this.webAcl = new WebAcl(this, 'WebAcl', {
      requestsPerAddress: config.api.requestsPerAddress,
      // What the usage plan lets through in the five minutes that the firewall counts: neither stops what the other one allows.
      requestsPerCredential: Math.max(10, config.api.throttle.requestsPerSecond * 300),
      ...logs,
    });
    this.api = new InferenceApi(this, 'Api', {
      router: router.function,
      authorizer: this.authorizer.function,
      ...(props.moderation && { review: props.moderation.function }),
      tenants: Object.entries(config.tenants).flatMap(([tenant, { residency }]) => (residency.includes(region) ? [tenant] : [])),
      requestsPerSecond: config.api.throttle.requestsPerSecond,
      burst: config.api.throttle.burst,
      cloudWatchRole: true,
      webAcl: this.webAcl,
      ...(domain && {
        domainName: domain.domainName,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      }),
      ...logs,
    });
    if (budgets) {
      new CfnOutput(this, 'BudgetsTable', { value: budgets.table.tableName, description: 'For blueprint budget --table' });
    }
    new CfnOutput(this, 'Url', { value: this.api.url, description: 'Base URL for OpenAI clients' });
  }
}

/** The account has one bill: the primary region watches it. */
function alertsOf({ config, region }: ApiStackProps): Pick<BudgetGuardProps, 'emails' | 'webhookSecretName' | 'accountBill'> {
  const { emails, webhook, account } = config.budgets ?? {};
  return {
    ...(emails && { emails }),
    ...(webhook && { webhookSecretName: webhook.secret }),
    ...(account && region === config.primaryRegion && { accountBill: account }),
  };
}
