import data from './instance-types.json';

/** What is known of an EC2 instance type with whole NVIDIA GPUs. The JSON beside this file names source and date of each fact. */
export interface GpuInstanceType {
  /** e.g. `p5.48xlarge` */
  readonly name: string;
  /** A100, H100, H200, L40S, L4 or A10G. */
  readonly gpu: string;
  readonly gpus: number;
  /** Of one GPU. */
  readonly gpuMemoryMib: number;
  readonly vcpus: number;
  readonly memoryMib: number;
  /** All NVMe volumes together, in 10^9 bytes. */
  readonly instanceStoreGb: number;
  readonly networkCards: number;
  /** Most network interfaces on one card. */
  readonly interfacesPerCard: number;
  /** Most IPv4 addresses on one interface, its own included. */
  readonly ipv4PerInterface: number;
  /** Most Elastic Fabric Adapters; one on each network card, or 0. */
  readonly efaInterfaces: number;
  /** List price by region, where known. */
  readonly onDemandUsdPerHour?: { readonly [region: string]: number };
}

const types: ReadonlyMap<string, GpuInstanceType> = new Map(
  Object.entries<Omit<GpuInstanceType, 'name'>>(data.types).map(([name, facts]) => [name, Object.freeze({ name, ...facts })]),
);

/** Every type of the catalogue, from A100 to A10G. */
export const gpuInstanceTypes = (): readonly GpuInstanceType[] => [...types.values()];

/** The facts of a type, or undefined for one that the catalogue does not know. */
export const gpuInstanceType = (name: string): GpuInstanceType | undefined => types.get(name);

/** What is wrong with the name of a type, with the sizes of its family or else all families. */
export function instanceTypeProblems(name: string): string[] {
  if (types.has(name)) return [];
  const family = name.split('.')[0] ?? '';
  const sizes = [...types.keys()].filter((type) => type.startsWith(`${family}.`));
  const families = [...new Set([...types.keys()].map((type) => `${type.split('.')[0]}.*`))];
  return [`instanceType is ${JSON.stringify(name)}; use ${(sizes.length > 0 ? sizes : families).join(', ')}`];
}
