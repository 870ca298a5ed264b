import type { ModelPrice } from '../../lambda/router/contract/prices.ts';
import { priceOf } from '../../lambda/router/domain/prices/price-of.ts';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import { routerConfig } from '../../lib/config/router-config.ts';

/** As they come from the command line. */
export interface ModelCostsOptions {
  /** A file, or a preset's name. */
  readonly config: string;
  /** @default - the primary region */
  readonly region?: string;
}

/** What the models of a region cost. */
export interface ModelCosts {
  readonly platform: string;
  readonly region: string;
  readonly models: readonly ModelCost[];
}

export interface ModelCost {
  readonly model: string;
  readonly kind: string;
  /** Null: nobody knows it, so that requests to the model count as free. */
  readonly price: ModelPrice | null;
}

/** @throws Error when the region is not in the configuration */
export async function modelCosts(options: ModelCostsOptions): Promise<ModelCosts> {
  const config = await loadPlatformConfig(options.config);
  const { region = config.primaryRegion } = options;
  if (!Object.hasOwn(config.regions, region)) {
    throw new Error(`region '${region}' is not in the configuration, which has ${Object.keys(config.regions).join(', ')}`);
  }
  const router = routerConfig(config, region);
  const models = Object.entries(router.models).map(([model, { kind }]) => ({
    model,
    kind,
    price: priceOf(router, model) ?? null,
  }));
  return { platform: config.name, region, models };
}
