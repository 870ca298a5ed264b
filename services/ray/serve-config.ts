import { stringify } from 'yaml';
import { GPU_MEMORY_UTILIZATION } from '../serving/engine/vllm-command.ts';
import { weightsPath } from '../serving/engine/weights.ts';
import type { ModelRelease, ServedModel } from '../serving/served-model.ts';
import { RAY_PORTS } from './pods.ts';

/** What Ray Serve runs: vLLM behind Ray's OpenAI server. Its replicas follow the requests, and Ray's autoscaler follows them with nodes' pods. */
export function serveConfig({ name, gpus, memory, drainSeconds }: ServedModel, { weights, scaling }: ModelRelease): string {
  const replicas =
    scaling.kind === 'load'
      ? {
          autoscaling_config: {
            min_replicas: scaling.minReplicas,
            max_replicas: scaling.maxReplicas,
            target_ongoing_requests: scaling.targetPerReplica,
          },
        }
      : { num_replicas: scaling.kind === 'fixed' ? scaling.replicas : scaling.minReplicas };
  const engine = {
    tensor_parallel_size: gpus.tensorParallel,
    gpu_memory_utilization: GPU_MEMORY_UTILIZATION,
    ...(memory.kind === 'language-model' && {
      max_model_len: memory.contextTokens,
      max_num_seqs: memory.maxSequences,
      kv_cache_dtype: memory.kvCacheType === 'fp8' ? 'fp8' : 'auto',
    }),
  };
  const model = {
    model_loading_config: { model_id: name, model_source: weightsPath(weights) },
    engine_kwargs: engine,
    deployment_config: { ...replicas, graceful_shutdown_timeout_s: drainSeconds },
  };
  return stringify({
    http_options: { host: '0.0.0.0', port: RAY_PORTS.serve },
    applications: [
      { name: 'llm', route_prefix: '/', import_path: 'ray.serve.llm:build_openai_app', args: { llm_configs: [model] } },
    ],
  });
}
