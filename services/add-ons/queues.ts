import { PLATFORM_LABELS } from '../manifests/labels.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { inNamespace } from '../manifests/network-rules.ts';

/** A namespace whose Jobs share GPUs with those of others, through Kueue. */
export interface GpuQueue {
  readonly namespace: string;
  /** GPUs that are its own, by node group. What others leave idle it may borrow, and gives back. */
  readonly gpus: { readonly [nodeGroup: string]: number };
}

/** The part of a node group that its queues need. */
interface QueuedNodes {
  readonly name: string;
  readonly gpus: number;
  readonly maxNodes: number;
}

const API = 'kueue.x-k8s.io/v1beta2';
const COHORT = 'gpus';
const GPU = 'nvidia.com/gpu';

/**
 * A flavour for each node group, and a queue for each namespace, all of one cohort. Jobs join by the label `kueue.x-k8s.io/queue-name: gpus`; pods that
 * serve models do not, so that no Job takes a GPU from them: give the queues what serving leaves.
 *
 * @throws Error with every queue that has GPUs of no node group, or more than there are
 */
export function gpuQueues(nodeGroups: readonly QueuedNodes[], queues: readonly GpuQueue[]): readonly Manifest[] {
  const problems = [...unknownGroups(nodeGroups, queues), ...overbooked(nodeGroups, queues)];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  if (queues.length === 0) return [];
  return [...nodeGroups.map(flavour), ...queues.flatMap((queue) => [clusterQueue(nodeGroups, queue), localQueue(queue)])];
}

const labelsOf = (name: string) => ({
  'app.kubernetes.io/name': 'gpu-queues',
  'app.kubernetes.io/instance': name,
  'app.kubernetes.io/component': 'quota',
  ...PLATFORM_LABELS,
});

const flavour = ({ name }: QueuedNodes): Manifest => ({
  apiVersion: API,
  kind: 'ResourceFlavor',
  metadata: { name, labels: labelsOf(name) },
  spec: {
    nodeLabels: { 'llm-platform/node-group': name },
    tolerations: [{ key: GPU, operator: 'Exists', effect: 'NoSchedule' }],
  },
});

function clusterQueue(nodeGroups: readonly QueuedNodes[], { namespace, gpus }: GpuQueue): Manifest {
  return {
    apiVersion: API,
    kind: 'ClusterQueue',
    metadata: { name: namespace, labels: labelsOf(namespace) },
    spec: {
      cohortName: COHORT,
      namespaceSelector: inNamespace(namespace),
      queueingStrategy: 'BestEffortFIFO',
      preemption: { reclaimWithinCohort: 'Any', withinClusterQueue: 'LowerPriority' },
      resourceGroups: [
        {
          coveredResources: [GPU],
          flavors: nodeGroups.map(({ name }) => ({ name, resources: [{ name: GPU, nominalQuota: String(gpus[name] ?? 0) }] })),
        },
      ],
    },
  };
}

const localQueue = ({ namespace }: GpuQueue): Manifest => ({
  apiVersion: API,
  kind: 'LocalQueue',
  metadata: { name: 'gpus', namespace, labels: labelsOf(namespace) },
  spec: { clusterQueue: namespace },
});

function unknownGroups(nodeGroups: readonly QueuedNodes[], queues: readonly GpuQueue[]): readonly string[] {
  const known = nodeGroups.map(({ name }) => name);
  return queues.flatMap(({ namespace, gpus }) =>
    Object.keys(gpus)
      .filter((name) => !known.includes(name))
      .map(
        (name) =>
          `the queue of ${namespace} has GPUs of ${JSON.stringify(name)}, and the node groups are ${known.join(', ') || 'none'}; use one of them`,
      ),
  );
}

function overbooked(nodeGroups: readonly QueuedNodes[], queues: readonly GpuQueue[]): readonly string[] {
  return nodeGroups.flatMap(({ name, gpus, maxNodes }) => {
    const promised = queues.reduce((sum, queue) => sum + (queue.gpus[name] ?? 0), 0);
    return promised <= gpus * maxNodes
      ? []
      : [
          `the queues have ${promised} GPUs of ${name}, which has ${gpus * maxNodes} at the most; give them fewer, or allow more nodes`,
        ];
  });
}
