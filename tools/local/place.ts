import type { PlatformConfig } from '../../lib/config/platform-config.ts';

/** Where and for whom a platform is served. */
export interface Place {
  readonly region: string;
  /** Names of the tenants that the region serves, at least one. */
  readonly tenants: readonly [string, ...string[]];
}

/**
 * @param wanted name of a region @default - the primary region
 * @throws Error that names the regions there are
 */
export function placeIn(config: PlatformConfig, wanted?: string): Place {
  const region = wanted ?? config.primaryRegion;
  if (!Object.hasOwn(config.regions, region)) {
    throw new Error(`region '${region}' is not in the configuration, which has ${Object.keys(config.regions).join(', ')}`);
  }
  const [first, ...others] = Object.entries(config.tenants).flatMap(([name, { residency }]) =>
    residency.includes(region) ? [name] : [],
  );
  if (first === undefined)
    throw new Error(`no tenant of the configuration may be served in region '${region}'; choose another --region`);
  return { region, tenants: [first, ...others] };
}
