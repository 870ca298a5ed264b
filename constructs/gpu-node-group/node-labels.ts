import type { GpuInstanceType } from './catalogue/instance-types.ts';
import type { GpuCapacity } from './gpu-capacity.ts';

/** Labels by which pods choose nodes, the same on managed and on Karpenter's nodes. */
export function nodeLabels(
  nodeGroupName: string,
  type: GpuInstanceType,
  { kind }: GpuCapacity,
  order: number,
): { [label: string]: string } {
  return {
    'llm-platform/node-group': nodeGroupName,
    'llm-platform/gpu': type.gpu.toLowerCase(),
    'llm-platform/gpu-count': String(type.gpus),
    'llm-platform/capacity': kind,
    'llm-platform/capacity-order': String(order),
  };
}
