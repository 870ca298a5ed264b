import { createHash } from 'node:crypto';
import { configPbtxt } from '../../../../services/triton/model/config-pbtxt.ts';
import type { PythonModel } from '../../../../services/triton/model/model.ts';
import { modelRepository } from '../../../../services/triton/repository/repository.ts';
import { servedVersions } from '../../../../services/triton/repository/versions.ts';
import { embedder, llama, mixtral, textEmbedder, tokenizer, weights } from '../model/models.ts';

const MODELS = [textEmbedder, embedder, tokenizer, llama, mixtral];

test('each model is a folder with its configuration and its versions', () => {
  const { texts, binaries } = modelRepository(MODELS);
  expect(Object.keys(texts)).toEqual([
    'embedder/config.pbtxt',
    'llama/1/model.json',
    'llama/config.pbtxt',
    'manifest.json',
    'mixtral/1/model.yaml',
    'mixtral/config.pbtxt',
    'text-embedder/1/.keep',
    'text-embedder/config.pbtxt',
    'tokenizer/1/model.py',
    'tokenizer/config.pbtxt',
  ]);
  expect(Object.keys(binaries)).toEqual(['embedder/1/model.onnx', 'mixtral/1/helpers.py', 'mixtral/1/model.py']);
  expect(binaries['embedder/1/model.onnx']).toEqual(weights('model.onnx'));
  expect(texts['tokenizer/config.pbtxt']).toBe(configPbtxt(tokenizer));
});

test("the engines' arguments are files beside their models, with sorted keys", () => {
  const { texts } = modelRepository(MODELS);
  expect(texts['llama/1/model.json']).toBe(
    '{\n  "dtype": "bfloat16",\n  "model": "/weights/llama",\n  "tensor_parallel_size": 8\n}\n',
  );
  expect(JSON.parse(texts['mixtral/1/model.yaml'] ?? '')).toEqual({
    ...{ model: '/weights/mixtral', tensor_parallel_size: 2 },
    triton_config: { max_batch_size: 0, decoupled: true },
  });
});

test('the manifest has every other file, sorted, with digest and size', () => {
  const { texts, binaries, manifest } = modelRepository(MODELS);
  const paths = manifest.files.map(({ path }) => path);
  expect(paths).toEqual([...paths].sort());
  expect(new Set(paths)).toEqual(
    new Set([...Object.keys(texts), ...Object.keys(binaries)].filter((path) => path !== 'manifest.json')),
  );
  const program = texts['tokenizer/1/model.py'] ?? '';
  expect(manifest.files.find(({ path }) => path === 'tokenizer/1/model.py')).toEqual({
    ...{ path: 'tokenizer/1/model.py', sizeBytes: program.length, sha256: createHash('sha256').update(program).digest('hex') },
  });
  expect(manifest.files.find(({ path }) => path === 'embedder/1/model.onnx')).toEqual({
    ...{ path: 'embedder/1/model.onnx', sizeBytes: 7, sha256: 'ab'.repeat(32) },
  });
  expect(JSON.parse(texts['manifest.json'] ?? '')).toEqual(manifest);
});

test('the same models in another order are the same repository, to the letter', () => {
  expect(JSON.stringify(modelRepository([...MODELS].reverse()))).toBe(JSON.stringify(modelRepository(MODELS)));
});

test('versions are served by their policy', () => {
  const model: PythonModel = { ...tokenizer, versions: [3, 1, 10].map((version) => ({ version, files: {} })) };
  expect(servedVersions(model)).toEqual([10]);
  expect(servedVersions({ ...model, versionPolicy: { latest: { numVersions: 2 } } })).toEqual([3, 10]);
  expect(servedVersions({ ...model, versionPolicy: { all: {} } })).toEqual([1, 3, 10]);
  expect(servedVersions({ ...model, versionPolicy: { specific: { versions: [1] } } })).toEqual([1]);
  expect(servedVersions(textEmbedder)).toEqual([1]);
});

test('a model that is wrong, there twice or an ensemble of others is refused with its name', () => {
  expect(() => modelRepository([tokenizer, tokenizer])).toThrow('two models have this name; give each its own');
  expect(() => modelRepository([textEmbedder, tokenizer])).toThrow(
    'The Triton model "text-embedder" cannot be served:\n- ensemble_scheduling.step[1].model_name: the model "embedder" is not in the repository',
  );
  expect(() => modelRepository([{ ...tokenizer, files: { 'config.pbtxt': { text: '' } } }])).toThrow(
    'config.pbtxt is written by the definition itself; remove yours',
  );
  expect(() => modelRepository([textEmbedder, tokenizer, { ...embedder, maxBatchSize: 16 }])).toThrow('"embedder" takes 16');
});
