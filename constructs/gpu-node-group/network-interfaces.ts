import type { GpuInstanceType } from './catalogue/instance-types.ts';

/** One network interface of a node. */
export interface NodeInterface {
  readonly networkCardIndex: number;
  readonly deviceIndex: number;
  readonly interfaceType: 'interface' | 'efa-only';
}

const PRIMARY: NodeInterface = { networkCardIndex: 0, deviceIndex: 0, interfaceType: 'interface' };

/**
 * The primary interface carries IP; each card then has one adapter that carries EFA alone and takes no address. On card 0 it is the second
 * device, on every other card the first, as EC2's guide to instances with several network cards has it.
 */
export function nodeInterfaces(efaInterfaces: number): NodeInterface[] {
  const efa = Array.from(
    { length: efaInterfaces },
    (_, card): NodeInterface => ({ networkCardIndex: card, deviceIndex: card === 0 ? 1 : 0, interfaceType: 'efa-only' }),
  );
  return [PRIMARY, ...efa];
}

/** Adapters a node has unless told otherwise: all of them on types with several network cards, which are bought for what joins them. */
export const usualEfaInterfaces = (type: GpuInstanceType): number => (type.networkCards > 1 ? type.efaInterfaces : 0);

/** Pages that a node sets aside unless told otherwise: those that the EFA library sets aside by itself on other images. */
export const usualHugePages2Mi = (efaInterfaces: number): number => (efaInterfaces > 0 ? 5128 : 0);

/**
 * Pods that the VPC CNI can give an address, at most what EKS recommends. The CNI uses card 0 alone, on which an EFA adapter takes a place
 * that would otherwise hold addresses: a p5.48xlarge with EFA has 51 pods, not 100.
 */
export function maxPods(type: GpuInstanceType, efaInterfaces: number): number {
  const interfaces = type.interfacesPerCard - (efaInterfaces > 0 ? 1 : 0);
  // 2: kube-proxy and the CNI itself are on the host's network.
  return Math.min(type.vcpus < 30 ? 110 : 250, interfaces * (type.ipv4PerInterface - 1) + 2);
}
