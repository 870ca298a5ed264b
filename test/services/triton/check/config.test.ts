import { completed } from '../../../../services/triton/check/complete.ts';
import { checkConfig, checkConfigText, problemText } from '../../../../services/triton/check/config.ts';
import type { ModelConfig } from '../../../../services/triton/schema/types.ts';
import { good } from './configs.ts';

test('a plain configuration is good', () => {
  expect(checkConfig(good)).toEqual([]);
  expect(checkConfig({ ...good, backend: 'onnxruntime', platform: 'onnxruntime_onnx' })).toEqual([]);
  expect(checkConfig({ max_batch_size: 0 }, { folder: 'model.identity' })).toEqual([]);
});

test('what Triton completes is completed', () => {
  expect(completed({ platform: 'tensorrt_plan' }, { folder: 'm' })).toMatchObject({ name: 'm', backend: 'tensorrt' });
  expect(completed({ backend: 'onnxruntime' }).platform).toBe('onnxruntime_onnx');
  expect(completed({ default_model_filename: 'model.py' }).backend).toBe('python');
  expect(completed({}, { files: ['config.txt', 'model.xml'] }).backend).toBe('openvino');
  expect(completed({ platform: 'ensemble' }, { files: ['model.py'] }).backend).toBeUndefined();
  expect(completed({}).version_policy).toEqual({ latest: { num_versions: 1 } });
  expect(completed({ version_policy: { all: {} } }).version_policy).toEqual({ all: {} });
});

test.each<readonly [string, ModelConfig, string, string]>([
  ['no name', { ...good, name: '' }, 'name', 'the model has no name'],
  ['no backend', { ...good, backend: '' }, 'backend', 'neither backend nor platform is set'],
  ['a strange platform', { ...good, backend: '', platform: 'onnx' }, 'backend', 'the platform "onnx" belongs to no backend'],
  ['a pair that is none', { ...good, backend: 'tensorrt', platform: 'x' }, 'platform', 'write "tensorrt_plan"'],
  ['a library elsewhere', { ...good, runtime: '../libx.so' }, 'runtime', "leaves the backend's folder"],
  ['a negative batch', { ...good, max_batch_size: -1 }, 'max_batch_size', 'max_batch_size is -1'],
  [
    'a cache of streams',
    { ...good, response_cache: { enable: true }, model_transaction_policy: { decoupled: true } },
    'response_cache',
    'decoupled',
  ],
  [
    'a cache of sequences',
    { ...good, response_cache: { enable: true }, sequence_batching: {} },
    'response_cache',
    'sequence batching',
  ],
  [
    'GPUs on the CPU',
    { ...good, instance_group: [{ kind: 'KIND_CPU', gpus: [0, 1] }] },
    'instance_group[0].gpus',
    'KIND_CPU with the GPUs 0, 1',
  ],
  [
    'GPUs by the model',
    { ...good, instance_group: [{ kind: 'KIND_MODEL', gpus: [0] }] },
    'instance_group[0].gpus',
    'remove gpus',
  ],
  ['GPU -1', { ...good, instance_group: [{ kind: 'KIND_GPU', gpus: [-1] }] }, 'instance_group[0].gpus[0]', '-1 is no GPU'],
  ['a profile', { ...good, instance_group: [{ profile: ['0'] }] }, 'instance_group[0].profile', 'only TensorRT'],
  [
    'an odd profile',
    { ...good, backend: 'tensorrt', instance_group: [{ profile: ['a'] }] },
    'instance_group[0].profile[0]',
    '"a" is no profile',
  ],
  [
    'a metric of no name',
    { ...good, model_metrics: { metric_control: [{ histogram_options: { buckets: [1] } }] } },
    'model_metrics.metric_control[0].metric_identifier',
    'no metric is named',
  ],
  [
    'a metric of no buckets',
    { ...good, model_metrics: { metric_control: [{ metric_identifier: { family: 'f' } }] } },
    'model_metrics.metric_control[0].histogram_options',
    'no buckets',
  ],
  ['a sample too large', { ...good, model_warmup: [{ batch_size: 5 }] }, 'model_warmup[0].batch_size', 'write 1 to 4'],
  ['a sample of none', { ...good, model_warmup: [{}] }, 'model_warmup[0].batch_size', 'has batch_size 0'],
  [
    'a variable sample',
    { ...good, model_warmup: [{ batch_size: 1, inputs: { X: { dims: [-1], zero_data: true } } }] },
    'model_warmup[0].inputs["X"].dims',
    'write its size',
  ],
  [
    'a sample of no data',
    { ...good, model_warmup: [{ batch_size: 1, inputs: { X: { dims: [3] } } }] },
    'model_warmup[0].inputs["X"]',
    'the input has no data',
  ],
])('%s is refused, once and in its place', (_what, config, path, message) => {
  expect(checkConfig(config)).toEqual([{ path, message: expect.stringContaining(message) }]);
});

test('a model has the name of its folder', () => {
  expect(checkConfig(good, { folder: 'other' })).toEqual([
    { path: 'name', message: 'the model is "m" in the folder other; give both one name' },
  ]);
});

test('problems of a text tell the line, of what is missing the line of what it is missing in', () => {
  const text =
    'name: "m"\nbackend: "python"\ninput [\n  { name: "X"\n    data_type: TYPE_FP32 }\n]\noutput {\n name: "Y" data_type: TYPE_FP32\n dims: [ 1, 0 ] }\n';
  expect(checkConfigText(text).map(problemText)).toEqual([
    'line 4, input[0].dims: tensor "X" has no dims; write e.g. dims: [ 1 ]',
    'line 9, output[0].dims[1]: a dimension of tensor "Y" is 0; write 1 or more, or -1 for a variable one',
  ]);
  expect(checkConfigText('name: 1').map(problemText)).toEqual(['line 1, name: 1 is no string; write "1"']);
  expect(checkConfigText('input {').map(problemText)).toEqual(['line 1: the text ends where a field should be; complete it']);
});
