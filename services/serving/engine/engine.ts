import type { ServedModel, ServingEngine } from '../served-model.ts';

/** How an engine is reached and watched. */
export interface Engine {
  readonly software: 'vllm' | 'triton';
  /** What is spoken on `port`: OpenAI's HTTP API, or Triton's own. */
  readonly protocol: 'openai' | 'triton';
  readonly port: number;
  /** Prometheus's text on `/metrics`. */
  readonly metricsPort: number;
  readonly readyPath: string;
  readonly livePath: string;
}

const VLLM: Engine = {
  software: 'vllm',
  protocol: 'openai',
  port: 8000,
  metricsPort: 8000,
  readyPath: '/health',
  livePath: '/health',
};

const TRITON: Engine = {
  software: 'triton',
  protocol: 'triton',
  port: 8000,
  metricsPort: 8002,
  readyPath: '/v2/health/ready',
  livePath: '/v2/health/live',
};

export const engineOf = (engine: ServingEngine): Engine => (engine === 'vllm' ? VLLM : TRITON);

/** GPUs that one replica takes, on all of its nodes. */
export const gpusPerReplica = ({ gpus }: Pick<ServedModel, 'gpus'>): number => gpus.tensorParallel * gpus.pipelineParallel;
