import data from './offerings.json';

const offered: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(data.regions));

/** Whether the region sells the type, or undefined where that is unknown. */
export function isOffered(instanceType: string, region: string): boolean | undefined {
  return offered.get(region)?.includes(instanceType);
}

/** Regions known to sell the type, sorted. */
export function regionsOffering(instanceType: string): string[] {
  return [...offered].filter(([, types]) => types.includes(instanceType)).map(([region]) => region);
}
