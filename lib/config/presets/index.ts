import { cloudApis } from './cloud-apis.ts';
import { multiRegion } from './multi-region.ts';
import { singleRegion } from './single-region.ts';

/** Ready-made configurations, by the name that `--config` takes. */
export const presets = Object.freeze({ 'single-region': singleRegion, 'multi-region': multiRegion, 'cloud-apis': cloudApis });

/** The preset of that name; undefined when there is none. */
export function presetNamed(name: string) {
  return Object.entries(presets).find(([known]) => known === name)?.[1];
}
