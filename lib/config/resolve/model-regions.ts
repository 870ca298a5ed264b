import type { PlatformData } from '../schema/platform.ts';

/** Regions whose router offers a model: those named, else those with the node group of a served model, else all. In the order of the platform's. */
export function regionsOfModel({ regions = {}, models = {} }: Partial<PlatformData>, name: string): readonly string[] {
  const all = Object.keys(regions);
  const model = models[name];
  const base = model?.adapter ? models[model.adapter.of] : model;
  const chosen = model?.regions ?? base?.regions;
  if (chosen) return all.filter((region) => chosen.includes(region));
  const group = base?.served?.gpus.nodeGroup;
  if (group === undefined) return model?.adapter ? [] : all;
  return all.filter((region) => Object.hasOwn(regions[region]?.gpus?.nodeGroups ?? {}, group));
}
