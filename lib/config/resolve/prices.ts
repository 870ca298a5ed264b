import { gpuInstanceType } from '../../../constructs/gpu-node-group/catalogue/instance-types.ts';
import type { PriceSource, UnitPrices } from '../../../lambda/router/contract/prices.ts';
import { gpuHourPrices } from '../../pricing/gpu-hours.ts';
import type { PlatformData } from '../schema/platform.ts';

/** Whole micro-dollars of dollars with at most six decimals. */
export const microDollarsOf = (dollars: number): number => Math.round(dollars * 1_000_000);

type Model = PlatformData['models'][string];

/** Where the list prices of instances are from: the catalogue of instance types names its source. */
const LIST = 'us-east-1 on demand, 2026-07-20';

/** What the operator says that a model costs: by the token, or by the hour of its GPUs. Undefined when nothing is said. */
export function resolvePrice(data: Partial<PlatformData>, model: Model): (UnitPrices & PriceSource) | undefined {
  if (model.price !== undefined) return { ...tokenPrices(model.price), catalogue: 'configuration' };
  // Adapters run in the pods of the model that they change.
  const served = model.adapter === undefined ? model.served : data.models?.[model.adapter.of]?.served;
  if (served?.cost === undefined) return undefined;
  const { dollarsPerGpuHour: own, busyShare = 1, ...rates } = served.cost;
  const { tensorParallel = 1, pipelineParallel = 1, nodeGroup } = served.gpus;
  const dollarsPerGpuHour = own ?? listPricePerGpuHour(data, nodeGroup);
  if (dollarsPerGpuHour === undefined) return undefined;
  const prices = gpuHourPrices({ gpus: tensorParallel * pipelineParallel, dollarsPerGpuHour, busyShare, ...rates });
  return { ...prices, catalogue: 'gpu-hours', ...(own === undefined && { version: LIST }) };
}

function tokenPrices(price: NonNullable<Model['price']>): UnitPrices {
  const { inputPerMillionTokens, cachedInputPerMillionTokens: cached } = price;
  const { outputPerMillionTokens = inputPerMillionTokens } = price;
  const { cacheWritePerMillionTokens: written, cacheWrite1hPerMillionTokens: writtenForAnHour } = price;
  return {
    input: microDollarsOf(inputPerMillionTokens),
    output: microDollarsOf(outputPerMillionTokens),
    ...(cached !== undefined && { cachedInput: microDollarsOf(cached) }),
    ...(written !== undefined && { cacheWrite: microDollarsOf(written) }),
    ...(writtenForAnHour !== undefined && { cacheWrite1h: microDollarsOf(writtenForAnHour) }),
  };
}

/** The highest of all types that a node group of this name has in some region; undefined when one of them has no list price. */
export function listPricePerGpuHour({ regions = {} }: Partial<PlatformData>, nodeGroup: string): number | undefined {
  const prices = Object.values(regions).flatMap(({ gpus }) => {
    const { instanceType } = gpus?.nodeGroups[nodeGroup] ?? {};
    const type = instanceType === undefined ? undefined : gpuInstanceType(instanceType);
    return type === undefined ? [] : [(type.onDemandUsdPerHour?.['us-east-1'] ?? Number.NaN) / type.gpus];
  });
  const highest = Math.max(...prices);
  return Number.isFinite(highest) ? highest : undefined;
}
