import type { Manifest } from '../manifests/manifest.ts';
import { routerManifests } from '../router/manifests.ts';
import type { RouterWorkload } from '../router/router-workload.ts';
import { devicePlugins } from './device-plugins.ts';
import { type GpuQueue, gpuQueues } from './queues.ts';

/** What stands around the models of a region's cluster. Plain frozen data. */
export interface ClusterServices {
  readonly region: string;
  /** Minor version of the cluster, e.g. `1.35`. */
  readonly kubernetesVersion: string;
  /** As in `Serving`; without GPU nodes there are no device plugins. */
  readonly nodeGroups: readonly GpuNodeGroupFacts[];
  /** AWS's EFA plugin by digest, from the registry of the region. @default - none: an error when a node group has EFA */
  readonly efaPluginImage?: string;
  /** Namespaces whose Jobs share GPUs through Kueue. @default - none */
  readonly queues?: readonly GpuQueue[];
  /** In this region, and for its version of Kubernetes. @default - the router is a Lambda function only */
  readonly router?: Omit<RouterWorkload, 'region' | 'kubernetesVersion'>;
}

export interface GpuNodeGroupFacts {
  /** Value of the nodes' label `llm-platform/node-group`. */
  readonly name: string;
  readonly instanceType: string;
  readonly gpus: number;
  readonly efaInterfaces: number;
  /** Nodes when every source of capacity is used up. */
  readonly maxNodes: number;
}

/**
 * The Kubernetes objects of a region's device plugins, GPU queues and routers.
 *
 * @throws Error with every problem of a part
 */
export function clusterServiceManifests(services: ClusterServices): readonly Manifest[] {
  const { region, kubernetesVersion, nodeGroups, queues = [], router } = services;
  return [
    ...devicePlugins(services),
    ...gpuQueues(nodeGroups, queues),
    ...(router ? routerManifests({ ...router, region, kubernetesVersion }) : []),
  ];
}
