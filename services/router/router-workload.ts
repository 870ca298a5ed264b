import type { ContainerImage } from '../serving/served-model.ts';

/** The router as pods in a region's cluster, instead of or beside the Lambda function. Plain frozen data. */
export interface RouterWorkload {
  readonly region: string;
  /** Name of the platform; the value of `app.kubernetes.io/instance`. */
  readonly platform: string;
  /** Of the routers alone. `Serving.routers.namespace` has the same value. */
  readonly namespace: string;
  /** Minor version of the cluster, e.g. `1.35`. */
  readonly kubernetesVersion: string;
  /** Node 24 with sh, sha256sum, tar and gzip. @default - Debian's slim image of Docker, pinned in services/add-ons/versions.json */
  readonly image?: ContainerImage;
  /** What `blueprint pack` wrote, as it lies in a bucket. */
  readonly bundle: RouterBundle;
  /** Names of the tenants that the region serves. One or more. */
  readonly tenants: readonly string[];
  /** Variables of the router and of the authorizer (lambda/router/contract/environment.ts, lambda/authorizer/contract.ts): locators, no secrets. */
  readonly environment: { readonly [name: string]: string };
  /** Who may call: IPv4 ranges, e.g. of the subnets of the load balancer. */
  readonly callers: readonly string[];
  /** What the router may call, beside names (DNS), its identity and HTTPS anywhere. */
  readonly reaches: RouterReach;
  /** Namespace from which metrics are scraped. */
  readonly monitoringNamespace: string;
  /** Seconds that streams under way have to finish once a pod is told to stop. */
  readonly drainSeconds: number;
}

export interface RouterBundle {
  readonly bucket: string;
  /** e.g. `router/router-1b600f36d7688dbb11c50a6751342860.tar.gz` */
  readonly key: string;
  /** 64 hexadecimal digits. A file that has another one is not run. */
  readonly sha256: string;
}

export interface RouterReach {
  /** Namespace of the models that are served in the cluster, and the ports of their engines. @default - none are */
  readonly models?: {
    readonly namespace: string;
    readonly ports: readonly number[];
    /** As in `Serving`: the router then has a certificate of its own. @default false */
    readonly mutualTls?: boolean;
  };
  /** Addresses inside the network, e.g. of Redis or of a collector of traces. */
  readonly addresses: readonly { readonly cidr: string; readonly port: number }[];
}
