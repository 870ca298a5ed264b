import { spareGpus } from '../../serving/checks/node-capacity.ts';
import { counted, figure, type ServingProblem } from '../../serving/checks/problem.ts';
import type { GpuNodes, Serving } from '../../serving/serving.ts';
import { scratchGib, sourcesGib } from '../inputs.ts';
import type { ModelBuild, ModelBuilds } from '../model-build.ts';
import type { PlacedBuild } from '../placed.ts';

/** Part of a GPU's memory that weights may fill; the rest is for CUDA, activations and the quantiser. An allowance, not a measurement. */
const FOR_WEIGHTS = 0.8;

/** As for pods that serve: the rest of CPUs and memory is for kubelet, add-ons and Mountpoint, and fuller disks lose their images. */
const FOR_PODS = 0.9;
const DISK_FOR_PODS = 0.85;

/** Whether GPUs, memory and disk are enough for a build. */
export function roomProblems(serving: Serving, builds: ModelBuilds, placed: PlacedBuild): readonly ServingProblem[] {
  const { build, nodes, path } = placed;
  const { count } = build.gpus;
  if (!Number.isInteger(count) || count < 1 || count > nodes.gpus) {
    const message = `is ${count}, and a ${nodes.instanceType} has ${counted(nodes.gpus, 'GPU')}; use 1 to ${nodes.gpus}`;
    return [{ path: `${path}.gpus.count`, message }];
  }
  return [
    ...spareProblems(serving, placed),
    ...gpuMemoryProblems(placed),
    ...hostProblems(build, nodes, path),
    ...diskProblems(builds, placed),
  ];
}

function spareProblems(serving: Serving, { build: { gpus }, nodes, path }: PlacedBuild): readonly ServingProblem[] {
  const spare = Math.max(0, spareGpus(serving, nodes));
  return spare >= gpus.count
    ? []
    : [
        {
          path: `${path}.gpus.count`,
          message: `is ${gpus.count}, and ${nodes.name} has ${spare} to spare when its models are at their largest; allow a node more, or the Job may wait until its deadline`,
        },
      ];
}

function gpuMemoryProblems({ build: { source, gpus }, nodes, path }: PlacedBuild): readonly ServingProblem[] {
  const there = (FOR_WEIGHTS * nodes.gpuMemoryMib) / 1024;
  if (source.sizeGib / gpus.count <= there) return [];
  const needed = Math.ceil(source.sizeGib / there);
  const fix = needed <= nodes.gpus ? `use ${needed} GPUs` : 'use nodes with more or larger GPUs';
  return [
    {
      path: `${path}.gpus.count`,
      message: `is ${gpus.count}, on which the source takes ${figure(source.sizeGib / gpus.count)} GiB of each GPU, and ${FOR_WEIGHTS} of a GPU of ${nodes.instanceType} is ${figure(there)} GiB; ${fix}`,
    },
  ];
}

/** The weights pass through the host's memory, on their way in and out. */
function hostProblems({ host, source }: ModelBuild, nodes: GpuNodes, path: string): readonly ServingProblem[] {
  const most = Math.floor((FOR_PODS * (nodes.memoryMib - 2 * nodes.hugePages2Mi)) / 1024);
  const least = Math.ceil(source.sizeGib + host.sharedMemoryGib);
  const found: ServingProblem[] = [];
  if (host.cpus > FOR_PODS * nodes.vcpus) {
    const message = `is ${host.cpus}, and ${FOR_PODS} of a ${nodes.instanceType} is ${figure(FOR_PODS * nodes.vcpus)}; use less`;
    found.push({ path: `${path}.host.cpus`, message });
  }
  if (host.memoryGib > most) {
    const message = `is ${host.memoryGib}, and a ${nodes.instanceType} has ${most} GiB for pods; use less, or other nodes`;
    found.push({ path: `${path}.host.memoryGib`, message });
  }
  if (host.memoryGib < least) {
    const message = `is ${host.memoryGib}, and the source with /dev/shm takes ${least} GiB; use ${least} or more`;
    found.push({ path: `${path}.host.memoryGib`, message });
  }
  return found;
}

function diskProblems(builds: ModelBuilds, { build, nodes, path }: PlacedBuild): readonly ServingProblem[] {
  const sources = sourcesGib(builds, build);
  const scratch = scratchGib(build);
  const sum = build.image.sizeGib + sources + build.output.sizeGib + scratch;
  const there = DISK_FOR_PODS * nodes.diskGib;
  return sum <= there
    ? []
    : [
        {
          path: `${path}.output.sizeGib`,
          message: `is ${figure(build.output.sizeGib)}, with which the build takes ${figure(sum)} GiB of disk (image ${figure(build.image.sizeGib)}, sources ${figure(sources)}, files ${scratch}), and ${figure(there)} GiB of a node of ${nodes.name} can be used; use nodes with a larger disk`,
        },
      ];
}
