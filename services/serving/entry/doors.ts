import { engineOf } from '../engine/engine.ts';
import type { ServingEngine } from '../served-model.ts';
import type { Serving } from '../serving.ts';

/** On which ports the pods of a model answer, and whom. */
export interface Doors {
  readonly protocol: 'http' | 'https';
  /** Routers in the cluster. */
  readonly routers: number;
  /** The load balancer, through which routers outside the cluster call. */
  readonly loadBalancer: number;
  /** Prometheus. */
  readonly metrics: number;
  /** kubelet. */
  readonly probes: number;
}

/** Of the container in front of an engine, which alone is reached then. */
export const TLS_DOORS: Doors = { protocol: 'https', routers: 8443, loadBalancer: 8444, probes: 8445, metrics: 8446 };

/** The engine's own ports, or those of what ends TLS in front of it. */
export function doorsOf({ mutualTls = false }: Pick<Serving, 'mutualTls'>, engine: ServingEngine): Doors {
  if (mutualTls) return TLS_DOORS;
  const { port, metricsPort } = engineOf(engine);
  return { protocol: 'http', routers: port, loadBalancer: port, metrics: metricsPort, probes: port };
}

/** The address at which an engine listens: with mutual TLS nobody reaches it but the container in front of it. */
export const listensAt = ({ mutualTls = false }: Pick<Serving, 'mutualTls'>): string => (mutualTls ? '127.0.0.1' : '0.0.0.0');
