import { type Container, containersOf, type NamedPod, type PodSpec } from '../pods.ts';
import { quantityOf } from '../quantity.ts';

/** What a node of a group gives to pods. */
export interface NodeResources {
  /** Value of the label `llm-platform/node-group`. */
  readonly name: string;
  readonly instanceType: string;
  readonly gpus: number;
  readonly efaInterfaces: number;
  readonly hugePages2Mi: number;
}

const GIB = 2 ** 30;

/**
 * GPUs, EFA adapters and shared memory: what Kubernetes would accept and the scheduler or the kernel refuse.
 */
export function resourceProblems(pod: NamedPod, nodeGroups: readonly NodeResources[]): readonly string[] {
  const nodes = nodeGroups.find(({ name }) => name === nodeGroupOf(pod.spec));
  return [...nodeProblems(pod, nodes), ...sharedMemoryProblems(pod)];
}

/** The node group that a pod must be on. */
function nodeGroupOf({ affinity }: PodSpec): string | undefined {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.flatMap(({ matchExpressions = [] }) => matchExpressions).find(({ key }) => key === 'llm-platform/node-group')
    ?.values?.[0];
}

function nodeProblems({ name, spec }: NamedPod, nodes: NodeResources | undefined): readonly string[] {
  const limits = (resource: string) => effective(spec, (container) => container.resources?.limits?.[resource] ?? 0);
  const gpus = limits('nvidia.com/gpu');
  const efa = limits('vpc.amazonaws.com/efa');
  if (nodes === undefined) {
    return gpus > 0 ? [`${name} takes ${gpus} GPUs of no node group; give it a node affinity for llm-platform/node-group`] : [];
  }
  const found: string[] = [];
  const node = `a ${nodes.instanceType} of ${nodes.name}`;
  if (gpus === 0) found.push(`${name} takes no GPU of ${node}; set limits of nvidia.com/gpu, or use other nodes`);
  if (gpus > nodes.gpus) found.push(`${name} takes ${gpus} GPUs, and ${node} has ${nodes.gpus}; use ${nodes.gpus} at the most`);
  if (efa > 0 && efa !== nodes.efaInterfaces) {
    found.push(`${name} takes ${efa} EFA adapters, and ${node} has ${nodes.efaInterfaces}; take all ${nodes.efaInterfaces}`);
  }
  const pages = limits('hugepages-2Mi') / (2 * 2 ** 20);
  if (pages > nodes.hugePages2Mi) {
    found.push(
      `${name} takes ${pages} huge pages of 2 MiB, and ${node} sets aside ${nodes.hugePages2Mi}; set hugePages2Mi of the node group to ${pages} or more`,
    );
  }
  return found;
}

/** A volume in memory counts as memory of the container that fills it; above the limit the kernel kills the container. */
function sharedMemoryProblems({ name, spec }: NamedPod): readonly string[] {
  const inMemory = (spec.volumes ?? []).filter(({ emptyDir }) => emptyDir?.medium === 'Memory');
  return inMemory.flatMap(({ name: volume, emptyDir }) =>
    containersOf(spec)
      .filter(({ volumeMounts = [] }) => volumeMounts.some((mount) => mount.name === volume))
      .flatMap(({ name: container, resources }) => {
        const where = `${name}: the volume ${volume}, in memory,`;
        const memory = quantityOf(resources?.limits?.memory ?? Number.NaN);
        if (emptyDir?.sizeLimit === undefined) return [`${where} has no sizeLimit; set it`];
        const size = quantityOf(emptyDir.sizeLimit);
        if (Number.isNaN(memory)) return [`${where} belongs to container ${container}, which has no limit of memory; set it`];
        return size < memory
          ? []
          : [
              `${where} has ${size / GIB} GiB, and container ${container} is limited to ${memory / GIB} GiB with it; give the container more, or the volume less`,
            ];
      }),
  );
}

/** What the scheduler counts: containers run together, those that start before them one after the other, beside what goes on. */
function effective({ containers = [], initContainers = [] }: PodSpec, quantity: (container: Container) => string | number) {
  let beside = 0;
  let most = 0;
  for (const container of initContainers) {
    const own = quantityOf(quantity(container));
    most = Math.max(most, beside + own);
    if (container.restartPolicy === 'Always') beside += own;
  }
  return Math.max(most, beside + containers.reduce((total, container) => total + quantityOf(quantity(container)), 0));
}
