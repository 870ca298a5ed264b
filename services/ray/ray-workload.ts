import type { Serving } from '../serving/serving.ts';

/** A vLLM model on Ray Serve, as KubeRay runs it. Plain frozen data. */
export interface RayWorkload {
  /** With one model of the engine `vllm` on one node, and one release of it. Its image has Ray and `ray.serve.llm` beside vLLM. */
  readonly serving: Serving;
  /** Ray's version in the image, e.g. `2.53.0`. */
  readonly version: string;
  /** IPv4 ranges of the Kubernetes API: Ray's autoscaler asks it for pods. */
  readonly apiServerCidrs: readonly string[];
  /** Of KubeRay's operator, which asks Ray how it is. */
  readonly operatorNamespace: string;
}
