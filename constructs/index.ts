export type { CallerContext, JwtIssuer } from '../lambda/authorizer/contract.ts';
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
export {
  ApiKeyStore,
  type ApiKeyStoreNames,
  type ApiKeyStoreProps,
  type IApiKeyStore,
} from './api-key-store/api-key-store.ts';
export { AuthorizerFunction, type AuthorizerFunctionProps } from './authorizer-function/authorizer-function.ts';
export { InferenceApi } from './inference-api/inference-api.ts';
export type { InferenceApiProps } from './inference-api/inference-api-props.ts';
export type { FunctionOptions } from './internal/function-options.ts';
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
export {
  type IRouterConfiguration,
  RouterConfiguration,
  type RouterConfigurationProps,
} from './router-configuration/router-configuration.ts';
export type { BedrockModel } from './router-function/bedrock-access.ts';
export { RouterFunction, type RouterFunctionProps } from './router-function/router-function.ts';
export {
  type ISessionStore,
  SessionStore,
  type SessionStoreAttributes,
  type SessionStoreProps,
} from './session-store/session-store.ts';
export {
  type IUsageLedger,
  UsageLedger,
  type UsageLedgerAttributes,
  type UsageLedgerProps,
} from './usage-ledger/usage-ledger.ts';
export { type IWebAcl, WebAcl, type WebAclProps, WebAclScope } from './web-acl/web-acl.ts';
