import catalogue from './regions.json';

/** What is known of a region of the commercial partition. The JSON beside this file names source and date of each entry. */
interface CatalogueEntry {
  /** Names of the zones that an account sees, in order. AWS maps names to zones per account in its oldest regions. */
  readonly zones: readonly string[];
  /** Names that some accounts see instead. */
  readonly otherZones?: readonly string[];
  /** Families of x86 instances with whole NVIDIA GPUs, g5 and p4d onwards, and their sizes. Absent when unknown. */
  readonly gpuInstanceTypes?: Readonly<Record<string, readonly string[]>>;
  /** Key of the catalogue's `sources`. */
  readonly source: string;
  /** ISO 8601. */
  readonly date: string;
}

const entries: ReadonlyMap<string, CatalogueEntry> = new Map(Object.entries<CatalogueEntry>(catalogue.regions));

/** Names of the regions that the catalogue knows, sorted. */
export function catalogueRegions(): string[] {
  return [...entries.keys()];
}

/** Every zone name that some account sees in the region; empty for a region that the catalogue does not know. */
export function availabilityZonesOf(region: string): string[] {
  const entry = entries.get(region);
  return entry ? [...entry.zones, ...(entry.otherZones ?? [])] : [];
}

/** The zones that an account usually sees, which a network of our own takes by default: the first ones. */
export function usualZonesOf(region: string): readonly string[] {
  return entries.get(region)?.zones ?? [];
}

/** Full names of the GPU instance types offered in the region, or undefined where that is unknown. */
export function gpuInstanceTypesOf(region: string): string[] | undefined {
  const families = entries.get(region)?.gpuInstanceTypes;
  return families && Object.entries(families).flatMap(([family, sizes]) => sizes.map((size) => `${family}.${size}`));
}
