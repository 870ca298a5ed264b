import fc from 'fast-check';
import type { ModelConfig } from '../../services/triton/schema/types.ts';

const few = fc.integer({ min: 0, max: 4 });
const size = fc.integer({ min: -2, max: 6 });
const sizes = fc.array(size, { maxLength: 2 });
const shape = fc.array(fc.constantFrom(-1, 1, 2, 3, 6), { maxLength: 3 });
const flag = fc.boolean();

const policy = fc.record(
  { timeout_action: fc.constantFrom('REJECT', 'DELAY'), default_timeout_microseconds: few, max_queue_size: few },
  { requiredKeys: [] },
);

const dynamicBatching = fc.record(
  {
    ...{ preferred_batch_size: sizes, max_queue_delay_microseconds: few, preserve_ordering: flag },
    ...{ priority_levels: few, default_priority_level: few, default_queue_policy: policy },
    priority_queue_policy: fc.dictionary(few.map(String), policy, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
  },
  { requiredKeys: [] },
);

const tensor = (more: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record(
    {
      name: fc.constantFrom('X', 'Y', 'Z', ''),
      data_type: fc.constantFrom('TYPE_INT32', 'TYPE_FP32', 'TYPE_INVALID'),
      dims: fc.oneof(fc.array(fc.constantFrom(-2, -1, 0, 1, 2), { maxLength: 3 }), shape),
      ...{ reshape: fc.record({ shape }), is_shape_tensor: flag, ...more },
    },
    { requiredKeys: ['name', 'data_type', 'dims'] },
  );

const control = fc.record(
  {
    kind: fc.constantFrom(
      ...['CONTROL_SEQUENCE_START', 'CONTROL_SEQUENCE_READY', 'CONTROL_SEQUENCE_END', 'CONTROL_SEQUENCE_CORRID'],
    ),
    ...{ int32_false_true: fc.array(few, { maxLength: 3 }), fp32_false_true: fc.array(few, { minLength: 1, maxLength: 2 }) },
    ...{ bool_false_true: fc.constant([false, true]), data_type: fc.constantFrom('TYPE_UINT64', 'TYPE_FP32', 'TYPE_STRING') },
  },
  { requiredKeys: ['kind'] },
);

const sequenceBatching = fc.oneof(
  fc.record({
    control_input: fc.array(
      fc.record({ name: fc.constantFrom('A', 'B', 'C', ''), control: fc.array(control, { maxLength: 2 }) }),
      { maxLength: 2 },
    ),
  }),
  fc.record({ oldest: fc.record({ max_candidate_sequences: fc.constant(2), preferred_batch_size: sizes }) }),
  fc.record({ direct: fc.record({ minimum_slot_utilization: fc.constantFrom(-0.5, 0, 0.5, 1, 1.5) }) }),
);

/** Without KIND_AUTO and KIND_GPU, of which the machine's GPUs decide. */
const group = fc.record(
  {
    ...{ kind: fc.constantFrom('KIND_CPU', 'KIND_MODEL'), count: fc.constantFrom(-1, 0, 1) },
    ...{ gpus: fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 1 }), profile: fc.constantFrom([], ['0']) },
  },
  { requiredKeys: ['kind'] },
);

const names = fc.array(fc.constantFrom('X', 'Y', 'Q'), { maxLength: 2 });
const someNames = fc.array(fc.constantFrom('X', 'Y', 'Q'), { minLength: 1, maxLength: 2 });
const batchTensor = { target_name: names, source_input: names };

/** One part of a configuration, with about as many mistakes as not. */
const part: fc.Arbitrary<object> = fc.oneof(
  fc.record({ max_batch_size: size }),
  fc.record({ dynamic_batching: dynamicBatching }),
  fc.record({ sequence_batching: sequenceBatching }),
  fc.record({ input: fc.array(tensor({ format: fc.constantFrom('FORMAT_NONE', 'FORMAT_NCHW') }), { maxLength: 2 }) }),
  fc.record({ output: fc.array(tensor({}), { maxLength: 2 }) }),
  fc.record({ instance_group: fc.array(group, { maxLength: 2 }) }),
  fc.record({ batch_input: fc.array(fc.record({ ...batchTensor, data_type: fc.constantFrom('TYPE_FP32', 'TYPE_INT8') })) }),
  fc.record({ batch_output: fc.array(fc.record({ ...batchTensor, target_name: someNames }), { maxLength: 1 }) }),
  fc.record({ response_cache: fc.record({ enable: flag }), model_transaction_policy: fc.record({ decoupled: flag }) }),
  fc.record({ platform: fc.constantFrom('', 'ensemble', 'onnxruntime_onnx', 'strange') }),
  fc.record({ name: fc.constantFrom('', 'other') }),
);

/** Configurations around a good one, without what ends Triton 2.51: samples that are too large, batch outputs without a target. */
export function configsAround(good: ModelConfig, numRuns: number, seed: number): readonly ModelConfig[] {
  const any = fc.tuple(part, fc.option(part, { nil: {} })).map(([one, other]) => ({ ...good, ...one, ...other }) as ModelConfig);
  const choice = any.filter(({ dynamic_batching: dynamic, sequence_batching: sequence }) => !(dynamic && sequence));
  return fc.sample(choice, { numRuns, seed });
}
