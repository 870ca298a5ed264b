import type { DataType } from '../schema/types.ts';
import type { VllmModel } from './model.ts';
import type { TritonInput, TritonOutput } from './tensor.ts';

const optional = (name: string, dataType: DataType, dim = 1): TritonInput => ({ name, dataType, dims: [dim], optional: true });

/** The tensors that the vLLM backend of January 2026 adds to a configuration that lacks them: written out, they hold without auto-completion too. */
export const VLLM_INPUT: readonly TritonInput[] = [
  { name: 'text_input', dataType: 'TYPE_STRING', dims: [1] },
  optional('image', 'TYPE_STRING', -1),
  optional('stream', 'TYPE_BOOL'),
  optional('sampling_parameters', 'TYPE_STRING'),
  optional('exclude_input_in_output', 'TYPE_BOOL'),
  optional('return_finish_reason', 'TYPE_BOOL'),
  optional('return_cumulative_logprob', 'TYPE_BOOL'),
  optional('return_logprobs', 'TYPE_BOOL'),
  optional('return_num_input_tokens', 'TYPE_BOOL'),
  optional('return_num_output_tokens', 'TYPE_BOOL'),
  optional('embedding_request', 'TYPE_STRING'),
];

export const VLLM_OUTPUT: readonly TritonOutput[] = [
  { name: 'text_output', dataType: 'TYPE_STRING', dims: [-1] },
  { name: 'finish_reason', dataType: 'TYPE_STRING', dims: [-1] },
  { name: 'cumulative_logprob', dataType: 'TYPE_FP32', dims: [-1] },
  { name: 'logprobs', dataType: 'TYPE_STRING', dims: [-1] },
  { name: 'num_input_tokens', dataType: 'TYPE_UINT32', dims: [1] },
  { name: 'num_output_tokens', dataType: 'TYPE_UINT32', dims: [-1] },
];

/** The configuration of a vLLM model: no batching by Triton, decoupled, one instance whose GPUs vLLM takes itself. */
export function vllmConfig({ versions, files, ...model }: VllmModel): object {
  return {
    ...model,
    maxBatchSize: 0,
    input: VLLM_INPUT,
    output: VLLM_OUTPUT,
    modelTransactionPolicy: { decoupled: true },
    instanceGroup: [{ count: 1, kind: 'KIND_MODEL' }],
  };
}
