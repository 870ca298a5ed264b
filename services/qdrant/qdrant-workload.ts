import type { RouterPlaces } from '../serving/serving.ts';

/** A Qdrant of three pods in a region's cluster. Plain frozen data. */
export interface QdrantWorkload {
  readonly region: string;
  /** Name of the platform; the value of `app.kubernetes.io/instance`. */
  readonly platform: string;
  /** Of Qdrant alone. */
  readonly namespace: string;
  /** Minor version of the cluster, e.g. `1.35`. */
  readonly kubernetesVersion: string;
  /** For which the certificate is good: that of the URL by which routers call. */
  readonly host: string;
  /** Holds `tls.crt`, `tls.key` and, where its authority is a private one, `ca.crt`. */
  readonly tlsSecret: string;
  /** Of each pod. */
  readonly storageGib: number;
  /** Of each pod. */
  readonly memoryGib: number;
  readonly snapshotBucket: string;
  readonly routers: Pick<RouterPlaces, 'namespace' | 'cidrs'>;
  /** Whether pods join the target group of a load balancer, through which routers outside the cluster call. @default false */
  readonly targetGroup?: boolean;
  /** Namespace from which metrics are scraped. */
  readonly monitoringNamespace: string;
}

/** An odd number: two of three agree on who leads, and any one may fail. */
export const REPLICAS = 3;
export const HTTP_PORT = 6333;
/** Between the pods: consensus and shards. */
export const PEER_PORT = 6335;

export const SERVICE_ACCOUNT = 'qdrant';
/** Holds `api-key` and `read-only-api-key`. Whoever operates the cluster makes it; it stands in no file. */
export const API_KEY_SECRET = 'qdrant-api-key';
export const READ_ONLY_KEY = 'read-only-api-key';
export const SNAPSHOTS_PREFIX = 'qdrant';
/** Of the service without an address, through which each pod has a name. */
export const PEERS = 'qdrant-peers';
