import { Duration } from 'aws-cdk-lib';
import fc from 'fast-check';
import { checkConfigText } from '../../../../services/triton/check/config.ts';
import { configPbtxt, modelConfig, TritonModelError } from '../../../../services/triton/model/config-pbtxt.ts';
import type { PythonModel, TensorRtModel, TritonModel } from '../../../../services/triton/model/model.ts';
import { parseModelConfig } from '../../../../services/triton/text/parse.ts';
import { embedder, llama, mixtral, textEmbedder, tokenizer, weights } from './models.ts';

const refusal = (model: object): string => {
  try {
    configPbtxt(model as TritonModel);
  } catch (error) {
    if (error instanceof TritonModelError) return error.message;
    throw error;
  }
  return 'nothing is wrong';
};

test('an ONNX model with everything is the text that Triton documents', () => {
  const text = configPbtxt({
    ...embedder,
    versionPolicy: { specific: { versions: [1] } },
    dynamicBatching: {
      preferredBatchSize: [8, 16],
      maxQueueDelay: 0.5,
      priorityLevels: 2,
      defaultPriorityLevel: 2,
      defaultQueuePolicy: {
        timeoutAction: 'REJECT',
        defaultTimeout: Duration.seconds(2),
        maxQueueSize: 100,
        allowTimeoutOverride: true,
      },
      priorityQueuePolicy: { 1: { maxQueueSize: 10 } },
    },
    instanceGroup: [
      {
        count: 2,
        kind: 'KIND_GPU',
        gpus: [0],
        rateLimiter: { resources: [{ name: 'R1', count: 4, global: true }], priority: 2 },
      },
    ],
    responseCache: { enable: true },
    metricTags: { team: 'search' },
  });
  expect(parseModelConfig(text)).toMatchObject({ problems: [] });
  expect(parseModelConfig(text).config).toEqual({
    name: 'embedder',
    platform: 'onnxruntime_onnx',
    backend: 'onnxruntime',
    version_policy: { specific: { versions: [1] } },
    max_batch_size: 64,
    input: [{ name: 'ids', data_type: 'TYPE_INT64', dims: [-1] }],
    output: [{ name: 'vector', data_type: 'TYPE_FP32', dims: [384] }],
    dynamic_batching: {
      preferred_batch_size: [8, 16],
      max_queue_delay_microseconds: 500,
      priority_levels: 2,
      default_priority_level: 2,
      default_queue_policy: {
        timeout_action: 'REJECT',
        default_timeout_microseconds: 2_000_000,
        max_queue_size: 100,
        allow_timeout_override: true,
      },
      priority_queue_policy: { 1: { max_queue_size: 10 } },
    },
    instance_group: [
      {
        count: 2,
        kind: 'KIND_GPU',
        gpus: [0],
        rate_limiter: { resources: [{ name: 'R1', global: true, count: 4 }], priority: 2 },
      },
    ],
    metric_tags: { team: 'search' },
    response_cache: { enable: true },
  });
});

test('a TensorRT model has its platform, profiles and CUDA graphs', () => {
  const model: TensorRtModel = {
    ...embedder,
    backend: 'tensorrt',
    versions: [{ version: 1, files: { 'model.plan': weights('model.plan') } }],
    instanceGroup: [{ kind: 'KIND_GPU', profile: ['0', '1'] }],
    optimization: { cuda: { graphs: true } },
  };
  expect(modelConfig(model)).toMatchObject({
    ...{ backend: 'tensorrt', platform: 'tensorrt_plan', optimization: { cuda: { graphs: true } } },
    instance_group: [{ kind: 'KIND_GPU', profile: ['0', '1'] }],
  });
});

test('a Python model may be decoupled, warmed up and given parameters', () => {
  const model: PythonModel = {
    ...tokenizer,
    modelTransactionPolicy: { decoupled: true },
    parameters: { 'a key': true, n: 3 },
    files: { 'labels.txt': { text: 'a\n' }, 'warmup/text': weights('text') },
    output: [{ name: 'ids', dataType: 'TYPE_INT64', dims: [-1], labelFilename: 'labels.txt' }],
    modelWarmup: [
      { name: 'one', batchSize: 1, count: 2, inputs: { text: { dataType: 'TYPE_STRING', dims: [1], inputDataFile: 'text' } } },
    ],
  };
  expect(modelConfig(model)).toMatchObject({
    model_transaction_policy: { decoupled: true },
    parameters: { 'a key': { string_value: 'true' }, n: { string_value: '3' } },
    model_warmup: [
      {
        name: 'one',
        batch_size: 1,
        count: 2,
        inputs: { text: { data_type: 'TYPE_STRING', dims: [1], input_data_file: 'text' } },
      },
    ],
    output: [{ label_filename: 'labels.txt' }],
  });
});

test('an ensemble has the platform ensemble, no backend, and takes the newest of each model', () => {
  const config = modelConfig(textEmbedder);
  expect(config.platform).toBe('ensemble');
  expect(config.backend).toBeUndefined();
  expect(config.ensemble_scheduling?.step?.map(({ model_version: version }) => version)).toEqual([-1, -1]);
});

test("a vLLM model has the backend's tensors, no batching, and leaves its GPUs to the engine", () => {
  const config = modelConfig(llama);
  expect(config).toMatchObject({
    ...{ backend: 'vllm', max_batch_size: 0, model_transaction_policy: { decoupled: true } },
    instance_group: [{ count: 1, kind: 'KIND_MODEL' }],
    parameters: { REPORT_CUSTOM_METRICS: { string_value: 'true' }, ENABLE_VLLM_HEALTH_CHECK: { string_value: 'true' } },
  });
  expect(config.input?.filter(({ optional }) => !optional).map(({ name }) => name)).toEqual(['text_input']);
});

test('a TensorRT-LLM model is a Python model whose instances have their GPUs by parameter', () => {
  expect(modelConfig(mixtral)).toMatchObject({
    ...{ backend: 'python', max_batch_size: 0, model_transaction_policy: { decoupled: true } },
    instance_group: [{ count: 2, kind: 'KIND_CPU' }],
    parameters: { gpu_device_ids: { string_value: '0,1;2,3' } },
  });
});

test.each<readonly [string, object, string]>([
  ['a path for a name', { ...tokenizer, name: '../x' }, '"../x" is no name of a folder'],
  [
    'two inputs of one name',
    { ...tokenizer, input: [...tokenizer.input, ...tokenizer.input] },
    'input[1].name: two of them are called "text"',
  ],
  [
    'dynamic batching of nothing',
    { ...tokenizer, maxBatchSize: 0, dynamicBatching: {} },
    'max_batch_size is 0, so nothing is batched',
  ],
  ['no instance', { ...tokenizer, instanceGroup: [{ count: 0 }] }, 'instance_group[0].count: count is 0; write 1 or more'],
  ['no version', { ...tokenizer, versions: [] }, 'the model has no version; add one'],
  ['version 0', { ...tokenizer, versions: [{ ...tokenizer.versions[0], version: 0 }] }, 'version 0; write a whole number from 1'],
  ['a version twice', { ...tokenizer, versions: [...tokenizer.versions, ...tokenizer.versions] }, 'there are two versions 1'],
  [
    'a policy for a version that is not',
    { ...tokenizer, versionPolicy: { specific: { versions: [2] } } },
    'version 2 is to be served and is not there; the versions are 1',
  ],
  ['the latest none', { ...tokenizer, versionPolicy: { latest: { numVersions: 0 } } }, 'numVersions is 0, so none is served'],
  [
    'no program',
    { ...tokenizer, versions: [{ version: 1, files: {} }] },
    'version 1 has no model.py, which the backend python loads',
  ],
  [
    'a pickle',
    { ...tokenizer, versions: [{ version: 1, files: { ...tokenizer.versions[0]?.files, 'w.pkl': weights('w') } }] },
    'w.pkl of version 1 is a pickle',
  ],
  ['a file outside', { ...tokenizer, files: { '../x': { text: '' } } }, '"../x" is no path inside'],
  [
    'a file in a version that is not one',
    { ...tokenizer, files: { '2/x': { text: '' } } },
    '2/x lies in the folder of a version',
  ],
  ['a digest that is none', { ...tokenizer, files: { x: { ...weights('x'), sha256: 'AB' } } }, 'the digest of x is "AB"'],
  [
    'labels that are not there',
    { ...tokenizer, output: [{ ...tokenizer.output[0], labelFilename: 'l.txt' }] },
    'names the file l.txt, which is not there',
  ],
  [
    'what Triton refuses',
    { ...embedder, dynamicBatching: { preferredBatchSize: [128] } },
    'preferred batch size 128 is above max_batch_size 64',
  ],
  [
    'a type that is none',
    { ...tokenizer, output: [{ name: 'ids', dataType: 'INT64', dims: [1] }] },
    'output[0].data_type: INT64 is no DataType',
  ],
  ['a count that is text', { ...tokenizer, maxBatchSize: 'many' }, 'max_batch_size: many is no int32'],
])('%s is refused', (_what, model, problem) => {
  expect(refusal(model)).toContain(problem);
});

test('all that is wrong is said at once', () => {
  expect(refusal({ ...tokenizer, maxBatchSize: -1, versions: [], input: [{ name: '', dataType: 'TYPE_FP32', dims: [] }] })).toBe(
    [
      'The Triton model "tokenizer" cannot be served:',
      '- versions: the model has no version; add one',
      '- max_batch_size: max_batch_size is -1; write 0 for no batching, or the largest batch',
      '- input[0].name: a tensor has no name; write name: "…"',
      '- input[0].dims: a tensor has no dims; write e.g. dims: [ 1 ]',
    ].join('\n'),
  );
});

test('a key that Triton does not have is refused', () => {
  expect(() => configPbtxt({ ...tokenizer, maxBatchsize: 4 } as TritonModel)).toThrow(
    'ModelConfig has nothing called maxBatchsize; remove it',
  );
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 0.0001])('a delay of %d ms is refused', (maxQueueDelay) => {
  expect(() => configPbtxt({ ...embedder, dynamicBatching: { maxQueueDelay } })).toThrow(
    /maxQueueDelay is .* ms; write milliseconds from 0.001 up, or 0/,
  );
});

test('whatever the definition says, the text is read back as its message and is good', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  const dims = fc.array(fc.oneof(fc.constant(-1), fc.integer({ min: 1, max: 9999 })), { minLength: 1, maxLength: 4 });
  const tensors = fc.uniqueArray(
    fc.record({ name: text, dataType: fc.constantFrom('TYPE_FP16', 'TYPE_STRING', 'TYPE_BF16'), dims }),
    {
      ...{ selector: ({ name }: { name: string }) => name, minLength: 1, maxLength: 4 },
    },
  ) as fc.Arbitrary<PythonModel['output']>;
  const models = fc.record({
    ...{ input: tensors, output: tensors, maxBatchSize: fc.integer({ min: 1, max: 512 }) },
    parameters: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean()), { noNullPrototype: true }),
    dynamicBatching: fc.record({ maxQueueDelay: fc.integer({ min: 0, max: 10_000 }), preserveOrdering: fc.boolean() }),
    instanceGroup: fc.array(fc.record({ count: fc.integer({ min: 1, max: 8 }), kind: fc.constant('KIND_CPU' as const) })),
  });
  fc.assert(
    fc.property(models, (more) => {
      const model: PythonModel = { ...tokenizer, ...more };
      const written = configPbtxt(model);
      expect(parseModelConfig(written).config).toEqual(modelConfig(model));
      expect(checkConfigText(written, { folder: 'tokenizer' })).toEqual([]);
    }),
  );
});
