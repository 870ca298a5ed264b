import type { ModelConfig } from '../../../../services/triton/schema/types.ts';

export const good: ModelConfig = {
  name: 'm',
  backend: 'python',
  max_batch_size: 4,
  input: [{ name: 'X', data_type: 'TYPE_FP32', dims: [3] }],
  output: [{ name: 'Y', data_type: 'TYPE_FP32', dims: [-1] }],
};

export const tensor = (more: object): ModelConfig => ({
  ...good,
  input: [{ name: 'X', data_type: 'TYPE_FP32', dims: [3], ...more }],
});
export const controls = (...control_input: object[]): ModelConfig => ({ ...good, sequence_batching: { control_input } });
export const flag = { kind: 'CONTROL_SEQUENCE_START', int32_false_true: [0, 1] } as const;
