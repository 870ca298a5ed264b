import type { DataType } from '../schema/types.ts';
import type { TensorRtLlmModel } from './model.ts';
import type { TritonInput, TritonOutput } from './tensor.ts';

const optional = (name: string, dataType: DataType, dim = 1): TritonInput => ({ name, dataType, dims: [dim], optional: true });
const output = (name: string, dataType: DataType, dim = -1): TritonOutput => ({ name, dataType, dims: [dim] });

/** The tensors that NVIDIA's model.py of the LLM API reads and writes. */
const INPUT: readonly TritonInput[] = [
  { name: 'text_input', dataType: 'TYPE_STRING', dims: [-1] },
  optional('streaming', 'TYPE_BOOL'),
  optional('sampling_param_best_of', 'TYPE_INT32'),
  optional('sampling_param_temperature', 'TYPE_FP32'),
  optional('sampling_param_top_k', 'TYPE_INT32'),
  optional('sampling_param_top_p', 'TYPE_FP32'),
  optional('sampling_param_frequency_penalty', 'TYPE_FP32'),
  optional('sampling_param_presence_penalty', 'TYPE_FP32'),
  optional('sampling_param_max_tokens', 'TYPE_INT32'),
  optional('sampling_param_stop', 'TYPE_STRING', -1),
  optional('sampling_param_seed', 'TYPE_UINT64'),
  optional('sampling_param_exclude_input_from_output', 'TYPE_BOOL'),
  optional('sampling_param_return_perf_metrics', 'TYPE_BOOL'),
  optional('return_finish_reason', 'TYPE_BOOL'),
  optional('return_stop_reason', 'TYPE_BOOL'),
  optional('return_cumulative_logprob', 'TYPE_BOOL'),
  optional('stop', 'TYPE_BOOL'),
];

const OUTPUT: readonly TritonOutput[] = [
  output('text_output', 'TYPE_STRING'),
  output('finish_reason', 'TYPE_STRING'),
  output('stop_reason', 'TYPE_STRING'),
  output('cumulative_logprob', 'TYPE_FP32'),
  output('kv_cache_reused_block', 'TYPE_INT32'),
  output('kv_cache_missed_block', 'TYPE_INT32'),
  output('kv_cache_alloc_new_blocks', 'TYPE_INT32'),
  output('kv_cache_alloc_total_blocks', 'TYPE_INT32'),
  output('kv_cache_hit_rate', 'TYPE_FP32'),
  output('arrival_time_ns', 'TYPE_INT64', 1),
  output('first_scheduled_time_ns', 'TYPE_INT64', 1),
  output('first_token_time_ns', 'TYPE_INT64', 1),
  output('last_token_time_ns', 'TYPE_INT64', 1),
  output('acceptance_rate', 'TYPE_FP32', 1),
  output('total_accepted_draft_tokens', 'TYPE_INT32', 1),
  output('total_draft_tokens', 'TYPE_INT32', 1),
];

/** NVIDIA's model.py does no batching, the engine does; it reads which GPUs an instance has from a parameter, and its kind is KIND_CPU. */
export function tensorRtLlmConfig({ versions, files, gpuDeviceIds, decoupled, ...model }: TensorRtLlmModel): object {
  const several = gpuDeviceIds && { gpu_device_ids: gpuDeviceIds.map((gpus) => gpus.join(',')).join(';') };
  return {
    ...model,
    backend: 'python',
    maxBatchSize: 0,
    input: INPUT,
    output: OUTPUT,
    modelTransactionPolicy: { decoupled: decoupled ?? true },
    instanceGroup: [{ count: gpuDeviceIds?.length ?? 1, kind: 'KIND_CPU' }],
    parameters: { ...model.parameters, ...several },
  };
}

/** The file model.yaml; JSON is YAML. Its `triton_config` must agree with config.pbtxt, or the model is refused. */
export function modelYaml({ decoupled }: TensorRtLlmModel, engineArgs: object): object {
  return { ...engineArgs, triton_config: { max_batch_size: 0, decoupled: decoupled ?? true } };
}
