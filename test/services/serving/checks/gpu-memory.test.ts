import fc from 'fast-check';
import { gpuMemoryNeed, gpuMemoryProblems } from '../../../../services/serving/checks/gpu-memory.ts';
import type { LanguageModelMemory, ServedModel } from '../../../../services/serving/served-model.ts';
import { embedder, llama8b, llama70b, llama405b, release } from '../support/models.ts';
import { changed, everything, regionOf, said } from '../support/servings.ts';

const memoryOf = (model: ServedModel) => model.memory as LanguageModelMemory;
const problems = (model: ServedModel) => said(gpuMemoryProblems, regionOf(model));
const remembering = (model: ServedModel, memory: Partial<LanguageModelMemory>) =>
  changed(model, { memory: memory as ServedModel['memory'] });

test('models that fit are fine', () => {
  expect(said(gpuMemoryProblems, everything)).toEqual([]);
});

test('Llama 70B: 320 KiB of keys and values for a token, divided by the eight GPUs of a node', () => {
  const need = gpuMemoryNeed(llama70b, { ...memoryOf(llama70b), contextTokens: 1, maxSequences: 1, meanTokens: 1024 }, 80);
  expect(need).toEqual({ weights: 132 / 8, adapters: 0, cache: (1024 * 320) / 8 / 2 ** 20, engine: 4 });
});

test('pipeline stages divide the layers, and each GPU keeps one head at least', () => {
  const memory = { ...memoryOf(llama405b), contextTokens: 1, maxSequences: 1, meanTokens: 1024 };
  const { cache } = gpuMemoryNeed(llama405b, memory, 80);
  expect(cache).toBeCloseTo((1024 * 2 * 63 * 1 * 128 * 2) / 2 ** 30, 10);
  expect(gpuMemoryNeed(llama405b, { ...memory, kvHeads: 4 }, 80).cache).toBeCloseTo(cache, 10);
});

test('weights that do not fit are refused with the sum and its parts', () => {
  const model: ServedModel = { ...llama70b, gpus: { nodeGroup: 'l40s', tensorParallel: 1, pipelineParallel: 1 } };
  expect(problems(model)).toEqual([
    'models.llama-70b.memory takes 214.24 GiB of each GPU (weights 132, cache of 262144 tokens 80, engine 2.24), and 0.9 of a GPU of g6e.12xlarge is 40.23 GiB; use more GPUs, larger ones or a smaller weightType',
  ]);
});

test('too many sequences are refused with the number that fits', () => {
  const model = remembering(llama8b, { maxSequences: 200 });
  const [sentence = ''] = problems(model);
  expect(sentence).toContain('; lower maxSequences to 89, or use more GPUs');
  expect(problems(remembering(llama8b, { maxSequences: 89 }))).toEqual([]);
  expect(problems(remembering(llama8b, { maxSequences: 90 }))).toHaveLength(1);
});

test('a context that does not fit is refused with the tokens that do', () => {
  const [sentence = ''] = problems(remembering(llama8b, { contextTokens: 1_000_000 }));
  const fitting = Number(/lower contextTokens to (\d+)/.exec(sentence)?.[1]);
  expect(problems(remembering(llama8b, { contextTokens: fitting }))).toEqual([]);
  expect(problems(remembering(llama8b, { contextTokens: fitting + 100 }))).toHaveLength(1);
});

test('weights smaller than their parameters are refused', () => {
  expect(problems({ ...llama70b, releases: [release('llama', '1', 66)] })).toEqual([
    'models.llama-70b.releases[0].weights.sizeGib is 66, and 70.55 billion parameters in bf16 take 131.41 GiB; correct the size or memory.weightType',
  ]);
});

test('adapters take memory of their own', () => {
  expect(gpuMemoryNeed(llama8b, memoryOf(llama8b), 44).adapters).toBeCloseTo(0.6);
});

test('any other model takes what was measured', () => {
  expect(problems({ ...embedder, memory: { kind: 'fixed', gibPerGpu: 48 } })).toEqual([
    expect.stringContaining('is 48, and a GPU of g6e.12xlarge has 44.7 GiB'),
  ]);
});

test('more GPUs never take more of each, more sequences never less', () => {
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 4), fc.integer({ min: 1, max: 512 }), (tensorParallel, maxSequences) => {
      const memory = { ...memoryOf(llama70b), maxSequences };
      const sum = (tp: number, each: LanguageModelMemory) => {
        const { weights, cache } = gpuMemoryNeed(changed(llama70b, { gpus: { tensorParallel: tp } }), each, 80);
        return weights + cache;
      };
      expect(sum(2 * tensorParallel, memory)).toBeLessThan(sum(tensorParallel, memory));
      expect(sum(tensorParallel, { ...memory, maxSequences: maxSequences + 1 })).toBeGreaterThanOrEqual(
        sum(tensorParallel, memory),
      );
    }),
  );
});
