import { checkConfig } from '../../../../services/triton/check/config.ts';
import type { ModelConfig } from '../../../../services/triton/schema/types.ts';
import { controls, flag, good } from './configs.ts';

test.each<readonly [string, ModelConfig, string, string]>([
  [
    'preferred 0',
    { ...good, dynamic_batching: { preferred_batch_size: [0] } },
    'dynamic_batching.preferred_batch_size[0]',
    'write 1 or more',
  ],
  [
    'preferred above',
    { ...good, dynamic_batching: { preferred_batch_size: [4, 8] } },
    'dynamic_batching.preferred_batch_size[1]',
    'above max_batch_size 4',
  ],
  [
    'no default priority',
    { ...good, dynamic_batching: { priority_levels: 2 } },
    'dynamic_batching.default_priority_level',
    'write 1 (the highest) to 2',
  ],
  [
    ...([
      'a policy for no priority',
      { ...good, dynamic_batching: { priority_levels: 2, default_priority_level: 1, priority_queue_policy: { 3: {} } } },
    ] as const),
    ...(['dynamic_batching.priority_queue_policy[3]', 'write 1 to 2'] as const),
  ],
  [
    ...([
      'order and priorities',
      { ...good, dynamic_batching: { preserve_ordering: true, priority_levels: 2, default_priority_level: 1 } },
    ] as const),
    ...(['dynamic_batching.preserve_ordering', 'exclude each other'] as const),
  ],
  [
    ...([
      'order and delay',
      {
        ...good,
        dynamic_batching: {
          preserve_ordering: true,
          default_queue_policy: { timeout_action: 'DELAY', default_timeout_microseconds: 1 },
        },
      },
    ] as const),
    ...(['dynamic_batching.preserve_ordering', 'write REJECT'] as const),
  ],
  ['a nameless control', controls({}), 'sequence_batching.control_input[0].name', 'a control input has no name'],
  [
    'a control twice',
    controls({ name: 'S' }, { name: 'S' }),
    'sequence_batching.control_input[1].name',
    '"S" is two control inputs',
  ],
  [
    'a kind twice',
    controls({ name: 'S', control: [flag] }, { name: 'T', control: [flag] }),
    'sequence_batching.control_input[1].control[0]',
    'two tensors',
  ],
  [
    'a control of no values',
    controls({ name: 'S', control: [{}] }),
    'sequence_batching.control_input[0].control[0]',
    'has no values',
  ],
  [
    'a control of two',
    controls({ name: 'S', control: [{ ...flag, bool_false_true: [false, true] }] }),
    'sequence_batching.control_input[0].control[0]',
    'keep one',
  ],
  [
    'one value',
    controls({ name: 'S', control: [{ ...flag, int32_false_true: [1] }] }),
    'sequence_batching.control_input[0].control[0].int32_false_true',
    'has 1 values',
  ],
  [
    ...([
      'an id as float',
      controls({ name: 'S', control: [{ kind: 'CONTROL_SEQUENCE_CORRID', data_type: 'TYPE_FP32' }] }),
    ] as const),
    ...(['sequence_batching.control_input[0].control[0].data_type', 'a correlation id is TYPE_FP32'] as const),
  ],
  [
    'half a slot too many',
    { ...good, sequence_batching: { direct: { minimum_slot_utilization: 1.5 } } },
    'sequence_batching.direct.minimum_slot_utilization',
    'from 0 to 1',
  ],
  [
    'oldest above',
    { ...good, sequence_batching: { oldest: { preferred_batch_size: [9] } } },
    'sequence_batching.oldest.preferred_batch_size[0]',
    'above',
  ],
])('%s is refused, once and in its place', (_what, config, path, message) => {
  expect(checkConfig(config)).toEqual([{ path, message: expect.stringContaining(message) }]);
});
