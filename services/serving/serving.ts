import type { ModelBuilds } from '../jobs/model-build.ts';
import type { ServedModel } from './served-model.ts';

/** All that a region serves on GPUs of its own, and the facts of the cluster that it is served in. Plain frozen data. */
export interface Serving {
  readonly region: string;
  /** Name of the platform, e.g. `llm`. */
  readonly platform: string;
  /** Of all models of the region. */
  readonly namespace: string;
  /** Minor version of the cluster, e.g. `1.35`. */
  readonly kubernetesVersion: string;
  /** Bucket of the region's models. */
  readonly modelBucket: string;
  readonly nodeGroups: readonly GpuNodes[];
  readonly routers: RouterPlaces;
  /** Whether pods join the target groups of a load balancer, through which routers outside the cluster call. @default false */
  readonly targetGroups?: boolean;
  /**
   * Whether pods are called by TLS alone, and by routers in the cluster with certificates of both sides. cert-manager makes them.
   * @default false
   */
  readonly mutualTls?: boolean;
  readonly monitoring: Monitoring;
  readonly models: readonly ServedModel[];
  /** Quantised weights and engines that are made in the cluster. @default - none */
  readonly builds?: ModelBuilds;
}

/** A group of like GPU nodes, as `GpuNodeGroup` makes it. */
export interface GpuNodes {
  /** Value of the nodes' label `llm-platform/node-group`. */
  readonly name: string;
  readonly instanceType: string;
  /** Model of its GPUs, e.g. `H100`: an engine that was built on one runs on no other. */
  readonly gpu: string;
  readonly gpus: number;
  /** Of one GPU. */
  readonly gpuMemoryMib: number;
  readonly vcpus: number;
  readonly memoryMib: number;
  /** Elastic Fabric Adapters that a node has. */
  readonly efaInterfaces: number;
  /** Pages of 2 MiB that a node sets aside. */
  readonly hugePages2Mi: number;
  /** Disk for images and files of pods. */
  readonly diskGib: number;
  /** Nodes when every source of capacity is used up. */
  readonly maxNodes: number;
  /** The same by zone. @default - all are in one zone */
  readonly nodesByZone?: Readonly<Record<string, number>>;
}

/** From where routers call. */
export interface RouterPlaces {
  /** Namespace of routers that run in the cluster as pods with the label `app.kubernetes.io/component: router`. */
  readonly namespace: string;
  /** IPv4 ranges of routers outside the cluster, e.g. the private subnets of the router's Lambda function. */
  readonly cidrs: readonly string[];
  /** CloudWatch's namespace of the metrics of routers that are Lambda functions. @default - none are */
  readonly metricsNamespace?: string;
  /** Whether routers run in `namespace`: Prometheus has their metrics. @default false */
  readonly inCluster?: boolean;
}

export interface Monitoring {
  /** Namespace from which metrics are scraped. */
  readonly namespace: string;
  /** Prometheus's HTTP API as KEDA reaches it, e.g. `http://prometheus.monitoring.svc:9090`. */
  readonly prometheusUrl: string;
}
