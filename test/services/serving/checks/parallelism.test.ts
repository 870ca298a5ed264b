import { parallelismProblems } from '../../../../services/serving/checks/parallelism.ts';
import type { ServedModel } from '../../../../services/serving/served-model.ts';
import { llama8b, llama70b, llama405b, qwen } from '../support/models.ts';
import { changed, everything, h100, regionOf, said } from '../support/servings.ts';

const problems = (model: ServedModel) => said(parallelismProblems, regionOf(model));

test('one GPU, a whole node and two whole nodes are fine', () => {
  expect(said(parallelismProblems, everything)).toEqual([]);
});

test('7 GPUs of an 8-GPU node are refused, with what divides it', () => {
  expect(problems(changed(llama70b, { gpus: { tensorParallel: 7 } }))).toEqual([
    'models.llama-70b.gpus.tensorParallel is 7, and a p5.48xlarge has 8 GPUs; use 1, 2, 4, 8, so that replicas fill a node',
  ]);
});

test.each([0, 1.5, 16])('a tensorParallel of %s is refused', (tensorParallel) => {
  expect(problems(changed(llama70b, { gpus: { tensorParallel } }))).toEqual([
    expect.stringContaining(`is ${tensorParallel}, and`),
  ]);
});

test('heads of keys and values that do not divide are refused', () => {
  const model = changed(llama70b, { memory: { kvHeads: 6 } as ServedModel['memory'] });
  expect(problems(model)).toEqual([
    expect.stringContaining('the model has 6 heads of keys and values; use a divisor or a multiple of 6'),
  ]);
});

test('a replica over two nodes fills both of them', () => {
  expect(problems(changed(llama405b, { gpus: { tensorParallel: 4 } }))).toEqual([
    'models.llama-405b.gpus.pipelineParallel is 2: 4 x 2 = 8 GPUs of nodes with 8 each; fill the nodes first: tensorParallel 8, pipelineParallel 1',
  ]);
});

test('more nodes than the group can have are refused', () => {
  expect(problems(changed(llama405b, { gpus: { pipelineParallel: 4 } }))).toEqual([
    expect.stringContaining('is 4: 8 x 4 = 32 GPUs on 4 nodes, and h100 has 3 at the most; raise its maxSize'),
  ]);
});

test('Triton on several nodes is refused', () => {
  const model: ServedModel = { ...llama405b, engine: 'triton-tensorrt-llm' };
  expect(problems(model)).toEqual([
    expect.stringContaining('and triton-tensorrt-llm runs on one node here; use 1, or the engine vllm'),
  ]);
});

test('several nodes without EFA are refused', () => {
  const serving = { ...regionOf(llama405b), nodeGroups: [{ ...h100, efaInterfaces: 0 }] };
  expect(said(parallelismProblems, serving)).toEqual([expect.stringContaining('the nodes of h100 have no EFA')]);
});

test.each([0, 1.5])('a pipelineParallel of %s is refused', (pipelineParallel) => {
  expect(problems(changed(qwen, { gpus: { pipelineParallel } }))).toEqual([expect.stringContaining('use a whole number from 1')]);
});

test('a node group that the region does not have is refused, with those it has', () => {
  expect(problems(changed(llama8b, { gpus: { nodeGroup: 'h200' } }))).toEqual([
    'models.llama-8b.gpus.nodeGroup is "h200", and the region has h100, l40s; use one of them, or add it',
  ]);
});
