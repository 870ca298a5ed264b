import { weightsGib } from '../engine/weights.ts';
import type { Serving } from '../serving.ts';
import { EFA_HUGE_PAGES_MIB, PROXY, SCRATCH_GIB } from '../workload/sizes.ts';
import { figure, type PlacedModel, placedModels, type ServingProblem } from './problem.ts';

/** Part of CPUs and memory for pods of models; the rest is for kubelet, the add-ons on every node and Mountpoint. */
const FOR_MODELS = 0.9;

/** Above this kubelet throws images away. */
const DISK_FOR_MODELS = 0.85;

/** Whether CPUs, memory and disk of a node are enough for the replicas that its GPUs can hold. */
export function hostProblems(serving: Serving): readonly ServingProblem[] {
  const placed = placedModels(serving);
  return [
    ...placed.flatMap((each) => shareProblems(each, serving.mutualTls ? PROXY : NO_PROXY)),
    ...serving.nodeGroups.flatMap((nodes) => diskProblems(nodes, placed)),
  ];
}

const NO_PROXY = { cpus: 0, memoryMib: 0 };

/** @param proxy what the container in front of each replica takes */
function shareProblems({ model, nodes, path }: PlacedModel, proxy: typeof NO_PROXY): readonly ServingProblem[] {
  const { cpus, memoryGib, sharedMemoryGib } = model.host;
  const replicas = Math.max(1, Math.floor(nodes.gpus / Math.max(1, model.gpus.tensorParallel)));
  const setAside = (nodes.hugePages2Mi * 2) / 1024;
  const vcpus = FOR_MODELS * nodes.vcpus - replicas * proxy.cpus;
  const memory = FOR_MODELS * (nodes.memoryMib / 1024 - setAside) - (replicas * proxy.memoryMib) / 1024;
  const share = `of which ${replicas} fit the GPUs of a ${nodes.instanceType}`;
  const found: ServingProblem[] = [];
  if (cpus * replicas > vcpus) {
    const most = figure(Math.floor((vcpus / replicas) * 10) / 10);
    found.push({
      path: `${path}.host.cpus`,
      message: `is ${cpus} for each replica, ${share} with ${nodes.vcpus} vCPUs; use ${most} at the most`,
    });
  }
  if (memoryGib * replicas > memory) {
    found.push({
      path: `${path}.host.memoryGib`,
      message: `is ${memoryGib} for each replica, ${share} with ${figure(nodes.memoryMib / 1024)} GiB${setAside > 0 ? `, ${figure(setAside)} of them huge pages` : ''}; use ${Math.floor(memory / replicas)} at the most`,
    });
  }
  if (sharedMemoryGib >= memoryGib) {
    found.push({
      path: `${path}.host.sharedMemoryGib`,
      message: `is ${sharedMemoryGib}, and counts towards memoryGib, which is ${memoryGib}; raise memoryGib above it`,
    });
  }
  const { responseCacheMib = 0 } = model;
  if (responseCacheMib > 0 && responseCacheMib / 1024 >= memoryGib - sharedMemoryGib) {
    found.push({
      path: `${path}.responseCacheMib`,
      message: `is ${responseCacheMib}, and counts towards memoryGib, which is ${memoryGib} with ${sharedMemoryGib} of /dev/shm; lower it, or raise memoryGib`,
    });
  }
  if (model.gpus.pipelineParallel > 1 && nodes.efaInterfaces > 0 && nodes.hugePages2Mi * 2 < EFA_HUGE_PAGES_MIB) {
    found.push({
      path: `nodeGroups.${nodes.name}.hugePages2Mi`,
      message: `is ${nodes.hugePages2Mi}, and EFA takes ${EFA_HUGE_PAGES_MIB / 2} on each node of ${model.name}; use ${EFA_HUGE_PAGES_MIB / 2} or more`,
    });
  }
  return found;
}

/** Every image and every folder of weights once, and the files of as many pods as there are GPUs for. */
function diskProblems(nodes: Serving['nodeGroups'][number], placed: readonly PlacedModel[]): readonly ServingProblem[] {
  const here = placed.filter((each) => each.nodes === nodes).map(({ model }) => model);
  if (here.length === 0) return [];
  const images = sum([...new Map(here.map(({ image }) => [image.digest, image.sizeGib])).values()]);
  const weights = sum(here.map(weightsGib));
  const pods = Math.max(1, Math.floor(nodes.gpus / Math.max(1, Math.min(...here.map(({ gpus }) => gpus.tensorParallel)))));
  const scratch = pods * SCRATCH_GIB;
  const there = DISK_FOR_MODELS * nodes.diskGib;
  return images + weights + scratch <= there
    ? []
    : [
        {
          path: `nodeGroups.${nodes.name}.diskGib`,
          message: `is ${nodes.diskGib}, of which ${figure(there)} GiB can be used, and its models take ${figure(images + weights + scratch)} GiB (images ${figure(images)}, weights ${figure(weights)}, files of ${pods} pods ${scratch}); use a larger disk, or other nodes for some models`,
        },
      ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
