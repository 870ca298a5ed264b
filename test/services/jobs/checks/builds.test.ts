import { buildProblems } from '../../../../services/jobs/checks/builds.ts';
import type { ModelBuild } from '../../../../services/jobs/model-build.ts';
import { pinnedImage } from '../../../../services/serving/engine/images.ts';
import { qwen } from '../../serving/support/models.ts';
import { changed, h100, l40s, said } from '../../serving/support/servings.ts';
import { checkpoint, engine, making } from '../support/builds.ts';

const wrong = (...builds: readonly ModelBuild[]) => said(buildProblems, making(...builds));

test('builds that fit have no problem', () => {
  expect(wrong(checkpoint, engine)).toEqual([]);
});

test.each<[string, readonly ModelBuild[], string]>([
  [
    'a node group that is not there',
    [changed(checkpoint, { gpus: { nodeGroup: 'h200' } })],
    'builds[0].gpus.nodeGroup is "h200", and the region has h100, l40s; use one of them, or add it',
  ],
  [
    'more GPUs than a node has',
    [changed(checkpoint, { gpus: { count: 5 } })],
    'builds[0].gpus.count is 5, and a g6e.12xlarge has 4 GPUs; use 1 to 4',
  ],
  [
    'weights that do not fit the GPUs',
    [changed(checkpoint, { source: { sizeGib: 50 } })],
    'builds[0].gpus.count is 1, on which the source takes 50 GiB of each GPU, and 0.8 of a GPU of g6e.12xlarge is 35.76 GiB; use 2 GPUs',
  ],
  [
    'weights that do not fit the memory of the host',
    [changed(checkpoint, { host: { memoryGib: 16 } })],
    'builds[0].host.memoryGib is 16, and the source with /dev/shm takes 23 GiB; use 23 or more',
  ],
  [
    'more memory than the node has',
    [changed(checkpoint, { host: { memoryGib: 400 } })],
    'builds[0].host.memoryGib is 400, and a g6e.12xlarge has 345 GiB for pods; use less, or other nodes',
  ],
  [
    'an output that fills the disk',
    [changed(checkpoint, { output: { sizeGib: 4000 } })],
    'builds[0].output.sizeGib is 4000, with which the build takes 4071.1 GiB of disk (image 36, sources 15.1, files 20), and 2975 GiB of a node of l40s can be used; use nodes with a larger disk',
  ],
  [
    'the same twice',
    [checkpoint, changed(checkpoint, { output: { version: '2' } })],
    'builds[1] has the inputs of builds[0], and would make the same; remove one of them',
  ],
  [
    'two for one version',
    [checkpoint, { ...engine, output: checkpoint.output }],
    'builds[1].output.version is llama-3.1-8b-fp8 1, as of builds[0]; give it a version of its own',
  ],
  [
    'a model that is not served',
    [{ ...engine, servedBy: 'gemma' }],
    'builds[0].servedBy is "gemma", and the region serves llama-8b, qwen; use one of them',
  ],
  [
    'an engine of another release',
    [{ ...engine, image: pinnedImage('triton-vllm') }],
    'builds[0].image is 26.07-vllm-python-py3, and qwen runs on 26.07-trtllm-python-py3, which reads its own engines alone; use that image',
  ],
  [
    'an engine for other parallelism',
    [changed(engine, { gpus: { count: 2 } })],
    'builds[0].gpus.count is 2, and tensorParallel of qwen is 1; use the same',
  ],
  [
    'an engine for shorter sequences',
    [
      {
        ...engine,
        recipe: {
          ...engine.recipe,
          limits: { maxBatchSize: 32, maxInputTokens: 4096, maxSequenceTokens: 8192, maxBatchTokens: 8192 },
        } as ModelBuild['recipe'],
      },
    ],
    'builds[0].recipe.limits.maxSequenceTokens is 8192, and contextTokens of qwen is 16384; raise the limit, or lower contextTokens',
  ],
])('%s is refused', (_what, builds, sentence) => {
  expect(wrong(...builds)).toEqual([sentence]);
});

test('an engine built on another GPU than it is to run on is refused', () => {
  const elsewhere = { ...making(changed(engine, { gpus: { nodeGroup: 'h100' } })), nodeGroups: [h100, l40s] };
  expect(said(buildProblems, elsewhere)).toEqual([
    'builds[0].gpus.nodeGroup is h100 with H100, and qwen runs on L40S of l40s, where an engine of another GPU does not load; build on l40s',
  ]);
});

test('what is made for vLLM must be what it reads, and counted as it is', () => {
  const awq = {
    ...checkpoint,
    servedBy: 'llama-8b',
    recipe: { ...checkpoint.recipe, format: 'int4-awq' } as ModelBuild['recipe'],
  };
  expect(wrong(awq)).toEqual([
    'builds[0].recipe makes int4-awq, and memory.weightType of llama-8b is bf16; write int4 there, with which its memory is counted',
    "builds[0].recipe.format is int4-awq, and llama-8b runs on vllm, which reads fp8 of ModelOpt's formats here; use fp8, or the engine triton-tensorrt-llm",
  ]);
});

test('an engine is not for vLLM', () => {
  expect(wrong({ ...engine, servedBy: 'llama-8b' }).join()).toContain(
    'builds[0].recipe.kind is engine, and llama-8b runs on vllm; use triton-tensorrt-llm there, or the kind checkpoint',
  );
});

test('GPUs without eight-bit floats make none', () => {
  const a10g = { ...l40s, gpu: 'A10G' };
  const sentence = 'builds[0].recipe makes fp8, and the GPUs of l40s are A10G; build on L4, L40S, H100, H200';
  expect(said(buildProblems, { ...making(checkpoint), nodeGroups: [a10g] })).toEqual([sentence]);
});

test('a build that has no GPU while all models run is refused', () => {
  const full = { ...making(checkpoint), nodeGroups: [{ ...l40s, maxNodes: 1 }] };
  expect(said(buildProblems, full)).toEqual([
    'builds[0].gpus.count is 1, and l40s has 0 to spare when its models are at their largest; allow a node more, or the Job may wait until its deadline',
  ]);
});

test('numbers and names are looked at', () => {
  const limits = { maxBatchSize: 0, maxInputTokens: 8192, maxSequenceTokens: 8192, maxBatchTokens: 1.5 };
  const said = wrong({
    ...engine,
    servedBy: undefined,
    deadlineSeconds: -1,
    output: { ...engine.output, repository: 'Qwen 3' },
    recipe: { kind: 'engine', limits },
  });
  expect(said).toEqual([
    `builds[0].output.repository model "Qwen 3" is no name; write 1 to 64 of a-z, 0-9, '.', '_' and '-', with a letter or digit first and last`,
    'builds[0].deadlineSeconds is -1; use a whole number from 1',
    'builds[0].limits.maxBatchSize is 0; use a whole number from 1',
    'builds[0].limits.maxBatchTokens is 1.5; use a whole number from 1',
    'builds[0].limits.maxInputTokens is 8192, and maxSequenceTokens 8192 holds the answer too; lower it, or raise maxSequenceTokens',
  ]);
});

test('a model of a fixed size is not counted by the type of its weights', () => {
  const models = [{ ...qwen, memory: { kind: 'fixed', gibPerGpu: 12 } as const }];
  expect(said(buildProblems, { ...making(engine), models })).toEqual([]);
});
