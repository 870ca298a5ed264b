export type { CallerContext, JwtIssuer } from '../lambda/authorizer/contract.ts';
export type { Budget, OrganisationBudget, TenantBudgets } from '../lambda/router/contract/budgets.ts';
export type { OrganisationLimits, RateLimits, TenantLimits } from '../lambda/router/contract/limits.ts';
export type { ModelPrice, PriceSource, PriceTier, UnitPrices } from '../lambda/router/contract/prices.ts';
export type { RouterConfig } from '../lambda/router/contract/router-config.ts';
export type { Bounds, CandidateConditions, ModelRoute, RouteCandidate, TimeWindow } from '../lambda/router/contract/routes.ts';
export type {
  AnthropicTarget,
  BedrockTarget,
  EchoTarget,
  HashingEmbedderTarget,
  ModelTarget,
  OpenAiTarget,
  SecretReference,
  TritonTarget,
} from '../lambda/router/contract/targets.ts';
export type { Manifest } from '../services/manifests/manifest.ts';
export type {
  ContainerImage,
  FixedMemory,
  LanguageModelMemory,
  LoraAdapter,
  ModelRelease,
  Scaling,
  StoredWeights,
} from '../services/serving/served-model.ts';
export type { RouterPlaces } from '../services/serving/serving.ts';
export {
  ApiKeyStore,
  type ApiKeyStoreNames,
  type ApiKeyStoreProps,
  type IApiKeyStore,
} from './api-key-store/api-key-store.ts';
export { AuthorizerFunction, type AuthorizerFunctionProps } from './authorizer-function/authorizer-function.ts';
export { BackupPlan } from './backup-plan/backup-plan.ts';
export type { BackupPlanProps, Protected, ProtectedCluster } from './backup-plan/backup-plan-props.ts';
export { BudgetGuard, type IBudgetStates } from './budget-guard/budget-guard.ts';
export type { BudgetGuardProps } from './budget-guard/budget-guard-props.ts';
export { GpuCluster } from './gpu-cluster/gpu-cluster.ts';
export type { IGpuCluster } from './gpu-cluster/gpu-cluster-base.ts';
export type { GpuClusterAttributes, GpuClusterProps } from './gpu-cluster/gpu-cluster-props.ts';
export { type GpuInstanceType, gpuInstanceType, gpuInstanceTypes } from './gpu-node-group/catalogue/instance-types.ts';
export {
  type CapacityBlockOptions,
  type CapacityReservationOptions,
  GpuCapacity,
  type GpuPoolOptions,
} from './gpu-node-group/gpu-capacity.ts';
export { GpuNodeGroup, type RequiredVcpuQuota } from './gpu-node-group/gpu-node-group.ts';
export type { GpuNodeGroupProps } from './gpu-node-group/gpu-node-group-props.ts';
export { type Gp3Options, GpuNodeStorage } from './gpu-node-group/gpu-node-storage.ts';
export type { KarpenterOptions, KubernetesManifest } from './gpu-node-group/karpenter-options.ts';
export { InferenceApi } from './inference-api/inference-api.ts';
export type { InferenceApiProps } from './inference-api/inference-api-props.ts';
export type { FunctionOptions } from './internal/function-options.ts';
export type { ModelServingProps } from './internal/model-serving-props.ts';
export type { SearchEndpoint } from './internal/search-collection.ts';
export { ModelRepository } from './model-repository/model-repository.ts';
export type {
  IModelRepository,
  ModelRepositoryAttributes,
  ModelRepositoryProps,
} from './model-repository/model-repository-props.ts';
export { type IModeration, Moderation } from './moderation/moderation.ts';
export type { ModerationProps } from './moderation/moderation-props.ts';
export {
  AlertTopics,
  type AlertTopicsProps,
  type IAlertTopics,
  type OnCallTargets,
  type SlackChannel,
} from './observability/alert-topics.ts';
export type { AlarmSeverity, Alert } from './observability/alerts/alert.ts';
export type { Anomaly } from './observability/alerts/anomalies.ts';
export type { WatchedTable } from './observability/alerts/stores.ts';
export type { Watched } from './observability/alerts/watched.ts';
export {
  DashboardsWorkspace,
  type DashboardsWorkspaceProps,
  type GrafanaAccess,
  type WorkspaceTag,
} from './observability/dashboards-workspace.ts';
export { GrafanaSignIn, type SamlOptions } from './observability/grafana-sign-in.ts';
export { LogSearch } from './observability/log-search.ts';
export type { LogSearchProps } from './observability/log-search-props.ts';
export {
  type IMetricsWorkspace,
  MetricsWorkspace,
  type MetricsWorkspaceOptions,
  type MetricsWorkspaceProps,
} from './observability/metrics-workspace.ts';
export { Observability, type ObservabilityProps } from './observability/observability.ts';
export { PlatformAlarms, type PlatformAlarmsProps } from './observability/platform-alarms.ts';
export {
  DataClass,
  type IPlatformKeys,
  type PlatformKeyArns,
  PlatformKeys,
  type PlatformKeysProps,
} from './platform-keys/platform-keys.ts';
export {
  type IPlatformNetwork,
  PlatformNetwork,
  type PlatformNetworkAttributes,
  type PlatformNetworkProps,
} from './platform-network/platform-network.ts';
export { RayServing, type RayServingProps } from './ray-serving/ray-serving.ts';
export { ResponseCache } from './response-cache/response-cache.ts';
export {
  CacheCapacity,
  CacheContents,
  type CacheNodes,
  type IResponseCache,
  type RedisAttributes,
  type ResponseCacheAttributes,
  type ResponseCacheProps,
  type ServerlessLimits,
} from './response-cache/response-cache-props.ts';
export {
  type IRouterConfiguration,
  RouterConfiguration,
  type RouterConfigurationProps,
} from './router-configuration/router-configuration.ts';
export type { BedrockModel } from './router-function/bedrock-access.ts';
export type { GuardKeys } from './router-function/guard-keys.ts';
export type { Guardrail } from './router-function/guardrail-access.ts';
export { RouterFunction, type RouterFunctionProps } from './router-function/router-function.ts';
export type { SharedState } from './router-function/shared-state.ts';
export {
  type ISessionStore,
  SessionStore,
  type SessionStoreAttributes,
  type SessionStoreProps,
} from './session-store/session-store.ts';
export { TritonServing, type TritonServingProps } from './triton-serving/triton-serving.ts';
export { UsageExport, type UsageExportProps } from './usage-ledger/usage-export.ts';
export {
  type IUsageLedger,
  UsageLedger,
  type UsageLedgerAttributes,
  type UsageLedgerProps,
} from './usage-ledger/usage-ledger.ts';
export { type IUsageQueue, UsageQueue, type UsageQueueProps } from './usage-ledger/usage-queue.ts';
export type { AuroraPostgresOptions, OpenSearchServerlessOptions } from './vector-database/engine-options.ts';
export { VectorDatabase } from './vector-database/vector-database.ts';
export { VectorDatabaseEngine } from './vector-database/vector-database-engine.ts';
export type {
  IVectorDatabase,
  PostgresAttributes,
  QdrantAttributes,
  VectorDatabaseProps,
} from './vector-database/vector-database-props.ts';
export { VllmServing, type VllmServingProps } from './vllm-serving/vllm-serving.ts';
export { type IWebAcl, WebAcl, type WebAclProps, WebAclScope } from './web-acl/web-acl.ts';
