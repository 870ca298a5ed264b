import { checkConfig } from '../../../../services/triton/check/config.ts';
import type { ModelConfig } from '../../../../services/triton/schema/types.ts';
import { good, tensor } from './configs.ts';

test.each<readonly [string, ModelConfig, string, string]>([
  [
    'a batch output to nowhere',
    { ...good, batch_output: [{ source_input: ['X'] }] },
    'batch_output[0].target_name',
    'name an output',
  ],
  ['a nameless tensor', tensor({ name: '' }), 'input[0].name', 'a tensor has no name'],
  ['no type', tensor({ data_type: 'TYPE_INVALID' }), 'input[0].data_type', 'tensor "X" has no data_type'],
  ['no dims', tensor({ dims: [] }), 'input[0].dims', 'tensor "X" has no dims'],
  ['dimension 0', tensor({ dims: [2, 0] }), 'input[0].dims[1]', 'a dimension of tensor "X" is 0'],
  ['dimension -2', tensor({ dims: [-2] }), 'input[0].dims[0]', 'write 1 or more, or -1'],
  [
    'an image of one dimension',
    tensor({ format: 'FORMAT_NHWC' }),
    'input[0].format',
    'FORMAT_NHWC needs 3 dims, and tensor "X" has 1',
  ],
  ['a shape tensor', tensor({ is_shape_tensor: true }), 'input[0].is_shape_tensor', 'only TensorRT'],
  ['a non-linear format', tensor({ is_non_linear_format_io: true }), 'input[0].is_non_linear_format_io', 'only TensorRT'],
  [
    ...(['a flat non-linear format', { ...tensor({ is_non_linear_format_io: true }), backend: 'tensorrt' }] as const),
    ...(['input[0].is_non_linear_format_io', 'needs 3 dims'] as const),
  ],
  [
    'a reshape of another size',
    tensor({ reshape: { shape: [2] } }),
    'input[0].reshape',
    'reshape [2] of dims [3] has another number of elements',
  ],
  ['a reshape with 0', tensor({ reshape: { shape: [3, 0] } }), 'input[0].reshape', 'has the dimension 0'],
  [
    'a variable reshape',
    tensor({ dims: [2, -1], reshape: { shape: [-1, 2] } }),
    'input[0].reshape',
    'another number of elements',
  ],
  [
    'a reshape less variable',
    tensor({ dims: [-1, -1], reshape: { shape: [-1] } }),
    'input[0].reshape',
    'another number of variable',
  ],
  ['an empty reshape', { ...tensor({ reshape: { shape: [] } }), max_batch_size: 0 }, 'input[0].reshape', 'cannot be empty'],
  [
    'a batch input of text',
    { ...good, batch_input: [{ data_type: 'TYPE_STRING', source_input: ['X'] }] },
    'batch_input[0].data_type',
    'TYPE_INT32',
  ],
  [
    'a batch input of none',
    { ...good, batch_input: [{ data_type: 'TYPE_FP32' }] },
    'batch_input[0].source_input',
    'names 0 inputs',
  ],
  [
    'a strange source',
    { ...good, batch_output: [{ source_input: ['Z'], target_name: ['Y'] }] },
    'batch_output[0].source_input',
    '"Z" is no input of the model; write one of X',
  ],
  [
    'a strange target',
    { ...good, batch_output: [{ source_input: ['X'], target_name: ['Z'] }] },
    'batch_output[0].target_name[0]',
    'write one of Y',
  ],
  [
    'a target twice',
    { ...good, batch_output: [{ source_input: ['X'], target_name: ['Y', 'Y'] }] },
    'batch_output[0].target_name[1]',
    'twice',
  ],
])('%s is refused, once and in its place', (_what, config, path, message) => {
  expect(checkConfig(config)).toEqual([{ path, message: expect.stringContaining(message) }]);
});

test('a good reshape keeps the elements between variable dimensions', () => {
  for (const [dims, shape] of [
    [
      [2, 4, -1, 6],
      [8, -1, 1, 6],
    ],
    [[1], []],
    [[-1], [-1, 1]],
  ] as const) {
    expect(checkConfig(tensor({ dims, reshape: { shape } }))).toEqual([]);
  }
});
