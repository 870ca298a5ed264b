import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import type { BedrockGuardrail, OpinionSource } from '../../lambda/router/contract/second-opinion.ts';
import type { BedrockTarget, ModelTarget } from '../../lambda/router/contract/targets.ts';
import { modelPrices } from '../pricing/model-prices.ts';
import type { PlatformConfig } from './platform-config.ts';
import { budgetsIn } from './regional-budgets.ts';

/** The part of the configuration that the router of one region reads. */
export function routerConfig(config: PlatformConfig, region: string): RouterConfig {
  const models: Record<string, ModelTarget> = {};
  for (const [name, model] of Object.entries(config.models)) {
    if (model.regions.includes(region)) models[name] = model.target;
  }
  const routes = Object.entries(config.routes).filter(([, { candidates }]) =>
    candidates.some(({ model }) => Object.hasOwn(models, model)),
  );
  const bound = Object.entries(config.tenants).filter(
    ([, { residency }]) => residency.length < Object.keys(config.regions).length,
  );
  const residency = bound.map(([tenant, { residency }]) => [tenant, residency] as const);
  return {
    version: 1,
    models,
    ...(routes.length > 0 && {
      routes: Object.fromEntries(routes),
      ...(residency.length > 0 && { residency: Object.fromEntries(residency) }),
    }),
    ...limitsByTenant(config),
    ...budgetsIn(config, region),
    ...cacheByTenant(config),
    ...sessionsByTenant(config),
    ...moderationByTenant(config),
    ...(config.prompts && { prompts: config.prompts }),
    ...pricesByModel(config, region),
  };
}

function limitsByTenant({ tenants }: PlatformConfig): Pick<RouterConfig, 'limits'> {
  const limited = Object.entries(tenants).flatMap(([name, { limits }]) => (limits ? [[name, limits] as const] : []));
  return limited.length > 0 ? { limits: Object.fromEntries(limited) } : {};
}

function cacheByTenant({ tenants }: PlatformConfig): Pick<RouterConfig, 'cache'> {
  const cached = Object.entries(tenants).flatMap(([name, { cache }]) => (cache ? [[name, cache] as const] : []));
  return cached.length > 0 ? { cache: Object.fromEntries(cached) } : {};
}

function sessionsByTenant({ tenants }: PlatformConfig): Pick<RouterConfig, 'sessions'> {
  const kept = Object.entries(tenants).flatMap(([name, { sessions }]) => (sessions ? [[name, sessions] as const] : []));
  return kept.length > 0 ? { sessions: Object.fromEntries(kept) } : {};
}

function moderationByTenant({ moderation, tenants }: PlatformConfig): Pick<RouterConfig, 'moderation'> {
  const own = Object.entries(tenants).flatMap(([name, { moderation: chosen }]) => (chosen ? [[name, chosen] as const] : []));
  if (moderation === undefined && own.length === 0) return {};
  return {
    moderation: { ...(moderation && { default: moderation }), ...(own.length > 0 && { tenants: Object.fromEntries(own) }) },
  };
}

function pricesByModel(config: PlatformConfig, region: string): Pick<RouterConfig, 'prices'> {
  const prices = modelPrices(config, region);
  return Object.keys(prices).length > 0 ? { prices } : {};
}

/** The names of the secrets that a router reads, sorted, each once. */
export function upstreamSecrets(config: RouterConfig): string[] {
  const names = [...Object.values(config.models), ...opinionSources(config)].flatMap((target) =>
    'apiKey' in target && target.apiKey ? [target.apiKey.secret] : [],
  );
  return [...new Set(names)].sort();
}

/** The Bedrock models that a router asks. */
export const bedrockModels = (config: RouterConfig): BedrockTarget[] =>
  Object.values(config.models).filter((target) => target.kind === 'bedrock');

/** The Bedrock guardrails that a router applies. */
export const bedrockGuardrails = (config: RouterConfig): BedrockGuardrail[] =>
  opinionSources(config).filter((source) => source.kind === 'bedrock-guardrail');

/** Whom the router asks for second opinions. */
function opinionSources({ moderation: { default: usual, tenants = {} } = {} }: RouterConfig): OpinionSource[] {
  return [usual, ...Object.values(tenants)].flatMap((settings) =>
    settings?.secondOpinion ? [settings.secondOpinion.source] : [],
  );
}
