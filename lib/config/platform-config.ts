import type { JwtIssuer } from '../../lambda/authorizer/contract.ts';
import type { TenantBudgets } from '../../lambda/router/contract/budgets.ts';
import type { TenantCache } from '../../lambda/router/contract/cache.ts';
import type { RateLimits, TenantLimits } from '../../lambda/router/contract/limits.ts';
import type { TenantModeration } from '../../lambda/router/contract/moderation.ts';
import type { ModelPrice } from '../../lambda/router/contract/prices.ts';
import type { Prompts } from '../../lambda/router/contract/prompts.ts';
import type { ModelRoute } from '../../lambda/router/contract/routes.ts';
import type { TenantSessions } from '../../lambda/router/contract/sessions.ts';
import type { ModelTarget, SecretReference } from '../../lambda/router/contract/targets.ts';
import type { Serving } from '../../services/serving/serving.ts';
import type { GpusConfig } from './gpu-config.ts';
import type { ObservabilityConfig } from './observability-config.ts';
import type { RedisConfig } from './redis-config.ts';
import type { VectorsConfig } from './vectors-config.ts';

/**
 * The whole platform as one frozen value, with every default filled in. Made by `platform()` (see `platform.ts`), never by hand.
 * Templates, the router's configuration, the local platform and the docs are all derived from it.
 */
export interface PlatformConfig {
  /** Prefix of every stack and of the few physical names. 2 to 20 characters: lower-case letters, digits, single hyphens. */
  readonly name: string;
  /** Twelve digits. @default - whichever account the credentials of `cdk deploy` belong to */
  readonly account?: string;
  /** By region name, in the order written. Exactly one is primary. */
  readonly regions: Readonly<Record<string, RegionConfig>>;
  /** The name of the region whose `primary` is true: home of the global stack. */
  readonly primaryRegion: string;
  /** By the name that clients use. A served model with several releases is a route, and each release a model. */
  readonly models: Readonly<Record<string, ModelConfig>>;
  /** By the alias that clients use as model. @default - no aliases */
  readonly routes: Readonly<Record<string, ModelRoute>>;
  /** Templates, post-processors and optimisation. @default - none */
  readonly prompts?: Prompts;
  /** How texts are guarded, where the tenant has no choices of its own. @default - they are not judged */
  readonly moderation?: TenantModeration;
  /** By organisation name. @default - none: every tenant stands alone */
  readonly organisations: Readonly<Record<string, OrganisationConfig>>;
  /** By tenant name. At least one. */
  readonly tenants: Readonly<Record<string, TenantConfig>>;
  /** Who hears of budgets, and what the account may cost. @default - whoever subscribes to the topic of alerts; not watched */
  readonly budgets?: BudgetsConfig;
  readonly authentication: AuthenticationConfig;
  readonly api: ApiConfig;
  readonly logs: LogsConfig;
  /** What watches the platform, and whom it tells. */
  readonly observability: ObservabilityConfig;
  readonly data: DataConfig;
  /** Put on every resource that can be tagged. */
  readonly tags: Readonly<Record<string, string>>;
}

/** One region of the platform. */
export interface RegionConfig {
  readonly primary: boolean;
  /** @default - none: the router reaches cloud APIs only, and runs outside any VPC */
  readonly network?: NetworkConfig;
  /** What its routers share. @default - nothing: each counts quota, keeps answers and breaks circuits by itself */
  readonly redis?: RedisConfig;
  /** Where its routers keep documents and their vectors. @default - nowhere */
  readonly vectors?: VectorsConfig;
  /** @default - none: its routers ask cloud APIs only */
  readonly gpus?: GpusConfig;
  /** What it serves on its GPUs. @default - it has none */
  readonly serving?: Serving;
}

/** A network of our own, or one that exists. */
export type NetworkConfig = OwnNetwork | ExistingNetwork;

export interface OwnNetwork {
  readonly kind: 'own';
  /** IPv4, /16 to /20; must not overlap another region's. */
  readonly cidr: string;
  /** Two or three zone names of the region, from the catalogue. */
  readonly zones: readonly string[];
  /** NAT gateways, 0 to the number of zones; 0 leaves no way to the internet. @default - one per zone */
  readonly natGateways: number;
}

export interface ExistingNetwork {
  readonly kind: 'existing';
  readonly vpcId: string;
  /** One per zone, in the order of `zones`. */
  readonly privateSubnetIds: readonly string[];
  readonly zones: readonly string[];
}

/** A model and where it is served. */
export interface ModelConfig {
  readonly target: ModelTarget;
  /** Regions whose router offers the model. @default - every region */
  readonly regions: readonly string[];
  /** @default - the catalogue's, if it has one */
  readonly price?: ModelPrice;
}

/** Several tenants with limits in common. */
export interface OrganisationConfig {
  /** For all of its tenants together. @default - not limited */
  readonly limits?: RateLimits;
}

/** An organisation, team or product whose use is metered and limited by itself. */
export interface TenantConfig {
  /** The only regions that may serve this tenant or hold its data. @default - every region */
  readonly residency: readonly string[];
  /** One of the platform's organisations. @default - the tenant stands alone */
  readonly organisation?: string;
  /** With those of its organisation. @default - not limited beyond the API's throttle */
  readonly limits?: TenantLimits;
  /** With that of its organisation. Of all regions together. @default - no budget */
  readonly budgets?: TenantBudgets;
  /** @default - no answer is kept */
  readonly cache?: TenantCache;
  /** @default - conversations are not kept */
  readonly sessions?: TenantSessions;
  /** In place of the platform's, whose choices it has where it made none. @default - the platform's */
  readonly moderation?: TenantModeration;
}

/** Who hears of budgets, and the budget of the AWS account. */
export interface BudgetsConfig {
  /** Each confirms its subscription once. */
  readonly emails: readonly string[];
  /** The URL of a chat's incoming webhook. @default - none */
  readonly webhook?: SecretReference;
  /** @default - the account's own bill is not watched */
  readonly account?: { readonly monthlyDollars: number; readonly anomaliesAboveDollars: number };
}

export interface AuthenticationConfig {
  /** Token issuers accepted beside API keys. @default - none */
  readonly jwt: readonly JwtIssuer[];
}

export interface ApiConfig {
  /** Steady requests per second and burst of each tenant's usage plan, per region. @default 50 and 100 */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  /** Requests in five minutes from one IP address before the WAF blocks it. @default 2000 */
  readonly requestsPerAddress: number;
  /** By region: a name of your own in front of the API. @default - the execute-api name */
  readonly domains: Readonly<Record<string, DomainConfig>>;
}

export interface DomainConfig {
  readonly domainName: string;
  /** Certificate in the same region. */
  readonly certificateArn: string;
}

export interface LogsConfig {
  /** Days; one of CloudWatch's retention periods. @default 365 */
  readonly retentionDays: number;
}

export interface DataConfig {
  /** Whether tables and keys outlive their stacks. @default 'retain' */
  readonly removalPolicy: 'retain' | 'destroy';
  /** Days that a usage row is kept. @default 400 */
  readonly usageRetentionDays: number;
  /** Backups in a locked vault. @default - none beside point-in-time recovery of tables and of Aurora */
  readonly backups?: BackupsConfig;
  /** How often the ledger is written to S3. @default - never */
  readonly usageExport?: UsageExportConfig;
}

export interface BackupsConfig {
  /** Days that a daily backup is kept. @default 35 */
  readonly dailyRetentionDays: number;
  /** Days that a weekly backup is kept. @default 90 */
  readonly weeklyRetentionDays: number;
  /** Days for which nobody deletes a backup. @default 7 */
  readonly lockDays: number;
}

export interface UsageExportConfig {
  /** @default 'week' */
  readonly every: 'day' | 'week' | 'month';
  /** Days that an export is kept. @default 400 */
  readonly retentionDays: number;
}
