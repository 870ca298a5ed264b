import type { GpuInstanceType } from './catalogue/instance-types.ts';
import { isOffered, regionsOffering } from './catalogue/offerings.ts';

interface NodeWishes {
  /** Undefined where the stack does not tell. */
  readonly region?: string;
  readonly efaInterfaces: number;
  readonly hugePages2Mi: number;
  readonly gpusPerReplica?: number;
}

/** What the instance type cannot give. */
export function nodeProblems(type: GpuInstanceType, wishes: NodeWishes): string[] {
  return [
    ...regionProblems(type, wishes.region),
    ...gpuProblems(type, wishes.gpusPerReplica),
    ...efaProblems(type, wishes.efaInterfaces),
    ...hugePageProblems(type, wishes.hugePages2Mi),
  ];
}

function regionProblems({ name }: GpuInstanceType, region: string | undefined): string[] {
  if (region === undefined || isOffered(name, region) !== false) return [];
  return [
    `instanceType is ${name}, which ${region} does not offer; regions known to offer it: ${regionsOffering(name).join(', ')}`,
  ];
}

function gpuProblems({ name, gpus }: GpuInstanceType, wanted: number | undefined): string[] {
  if (wanted === undefined || (Number.isInteger(wanted) && wanted > 0 && gpus % wanted === 0)) return [];
  const fitting = Array.from({ length: gpus }, (_, i) => i + 1).filter((count) => gpus % count === 0);
  return [
    `gpusPerReplica is ${wanted}, which does not divide the ${gpus} GPU${gpus > 1 ? 's' : ''} of ${name}; use ${listed(fitting)}`,
  ];
}

function efaProblems({ name, efaInterfaces: most }: GpuInstanceType, wanted: number): string[] {
  if (Number.isInteger(wanted) && wanted >= 0 && wanted <= most) return [];
  return [`efaInterfaces is ${wanted}; ${name} has ${most}, so use ${most === 0 ? '0' : `0 to ${most}`}`];
}

/** Half the memory at most: kubelet cannot give pages that are set aside to pods that do not ask for them. */
function hugePageProblems({ name, memoryMib }: GpuInstanceType, pages: number): string[] {
  const most = Math.floor(memoryMib / 4);
  if (Number.isInteger(pages) && pages >= 0 && pages <= most) return [];
  return [`hugePages2Mi is ${pages}; use a whole number of 2 MiB pages, 0 to ${most}, half the memory of ${name}`];
}

const listed = (values: readonly number[]): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
