import type { ModelTarget, RouterConfig } from '../../lambda/router/contract.ts';
import type { PlatformConfig } from './platform-config.ts';

/** The part of the configuration that the router of one region reads. */
export function routerConfig(config: PlatformConfig, region: string): RouterConfig {
  const models: Record<string, ModelTarget> = {};
  for (const [name, model] of Object.entries(config.models)) {
    if (model.regions.includes(region)) models[name] = model.target;
  }
  return { version: 1, models };
}

/** The names of the secrets that a router reads, sorted, each once. */
export function upstreamSecrets(config: RouterConfig): string[] {
  const names = Object.values(config.models).flatMap((target) =>
    target.kind === 'openai' && target.apiKey ? [target.apiKey.secret] : [],
  );
  return [...new Set(names)].sort();
}
