import type { ModelPrice } from '../../lambda/router/contract/prices.ts';
import type { ModelTarget } from '../../lambda/router/contract/targets.ts';
import type { ModelConfig, PlatformConfig } from '../config/platform-config.ts';
import { cataloguePrice } from './price-catalogue.ts';

/** What the models of a region cost, by name; those whose price nobody knows are left out. */
export function modelPrices({ models }: Pick<PlatformConfig, 'models'>, region: string): Readonly<Record<string, ModelPrice>> {
  return Object.fromEntries(
    Object.entries(models).flatMap(([name, model]) => {
      const price = model.regions.includes(region) ? modelPrice(name, model) : undefined;
      return price === undefined ? [] : [[name, price] as const];
    }),
  );
}

/** The operator's own price, else the catalogue's. */
const modelPrice = (name: string, { price, target }: ModelConfig): ModelPrice | undefined => price ?? listPrice(name, target);

/** Whether a model costs something known, also without a price of the operator's: what runs in the router is free. */
export const isPriced = (name: string, target: ModelTarget): boolean =>
  target.kind === 'echo' || target.kind === 'hashing-embedder' || listPrice(name, target) !== undefined;

function listPrice(name: string, target: ModelTarget): ModelPrice | undefined {
  switch (target.kind) {
    case 'openai':
    case 'anthropic': {
      const id = target.model ?? name;
      return id === '*' ? undefined : cataloguePrice(id, { providerApiUrl: target.baseUrl });
    }
    case 'bedrock':
      return cataloguePrice(target.modelId, { providerId: 'aws' });
    default:
      return undefined;
  }
}
