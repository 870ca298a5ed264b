import { gpuInstanceType } from '../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { GpuCapacity } from '../../constructs/gpu-node-group/gpu-capacity.ts';
import { nodeLabels } from '../../constructs/gpu-node-group/node-labels.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import type { GpuNodes } from '../../services/serving/serving.ts';
import type { Api } from './api.ts';

/** A node without a machine: what the scheduler knows of one. */
export interface FakeNode {
  readonly name: string;
  readonly zone: string;
  readonly labels: { readonly [label: string]: string };
  readonly taints: readonly object[];
  readonly allocatable: { readonly [resource: string]: string };
}

/** Where a node of a group is, and how far down the list of capacity it comes from. */
export interface Place {
  readonly name: string;
  readonly zone: string;
  readonly order: number;
}

const PODS = 50;
const MIB_OF_A_POD = 11;

/** Nodes of a group, with the labels and taints of `GpuNodeGroup`, and what kubelet leaves to pods. */
export function gpuNodes(nodes: GpuNodes, places: readonly Place[]): readonly FakeNode[] {
  const type = gpuInstanceType(nodes.instanceType);
  if (type === undefined) throw new Error(`no instance type is called ${nodes.instanceType}`);
  return places.map(({ name, zone, order }) => ({
    name,
    zone,
    labels: {
      'node.kubernetes.io/instance-type': nodes.instanceType,
      ...nodeLabels(nodes.name, type, GpuCapacity.onDemand({ maxSize: nodes.maxNodes }), order),
    },
    taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }],
    allocatable: {
      ...leftToPods(nodes.vcpus, nodes.memoryMib, nodes.hugePages2Mi),
      'ephemeral-storage': `${Math.floor(nodes.diskGib * 0.85)}Gi`,
      'nvidia.com/gpu': String(nodes.gpus),
      'vpc.amazonaws.com/efa': String(nodes.efaInterfaces),
    },
  }));
}

/** The system nodes of `GpuCluster`: m8g.xlarge, one in each zone. */
export const systemNodes = (zones: readonly string[]): readonly FakeNode[] =>
  zones.map((zone) => ({
    name: `system-${zone}`,
    zone,
    labels: { 'node.kubernetes.io/instance-type': 'm8g.xlarge', 'llm-platform/node-group': 'system' },
    taints: [],
    allocatable: { ...leftToPods(4, 16_384, 0), 'ephemeral-storage': '70Gi' },
  }));

/** The hypervisor takes 7.5 % of the memory (Karpenter's figure), kubelet 255 MiB and 11 MiB a pod, and huge pages are set aside. */
function leftToPods(vcpus: number, memoryMib: number, hugePages2Mi: number) {
  const memory = Math.floor(memoryMib * 0.925) - 255 - MIB_OF_A_POD * PODS - 2 * hugePages2Mi;
  return { cpu: `${vcpus * 1000 - 100}m`, memory: `${memory}Mi`, 'hugepages-2Mi': `${2 * hugePages2Mi}Mi`, pods: String(PODS) };
}

export async function addNodes(api: Api, nodes: readonly FakeNode[]): Promise<void> {
  await Promise.all(
    nodes.map(async (node) => {
      const manifest = nodeManifest(node);
      await api.remove(manifest);
      await api.create(manifest);
      await api.patch(manifest, { status: statusOf(node) }, '/status');
    }),
  );
}

export const removeNodes = (api: Api, nodes: readonly FakeNode[]): Promise<unknown> =>
  Promise.all(nodes.map((node) => api.remove(nodeManifest(node))));

const nodeManifest = ({ name, zone, labels, taints }: FakeNode): Manifest => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: {
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'topology.kubernetes.io/region': zone.slice(0, -1),
      'topology.kubernetes.io/zone': zone,
      ...labels,
    },
  },
  spec: { taints },
});

const statusOf = ({ allocatable }: FakeNode) => ({
  capacity: allocatable,
  allocatable,
  conditions: [{ type: 'Ready', status: 'True', reason: 'Fake', message: 'a node without a machine' }],
});
