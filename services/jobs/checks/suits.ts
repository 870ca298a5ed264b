import type { ServingProblem } from '../../serving/checks/problem.ts';
import type { ServedModel } from '../../serving/served-model.ts';
import type { GpuNodes, Serving } from '../../serving/serving.ts';
import type { EngineRecipe, ModelBuild } from '../model-build.ts';
import type { PlacedBuild } from '../placed.ts';

/** Ada and Hopper; those before have no arithmetic in eight-bit floats. */
const KNOW_FP8 = ['L4', 'L40S', 'H100', 'H200'];

const WEIGHT_TYPES = { fp8: 'fp8', int8: 'int8', 'int4-awq': 'int4' } as const;

/** Whether what is made can be made on these GPUs, and be served by the model that it is made for. */
export function suitProblems(serving: Serving, { build, nodes, path }: PlacedBuild): readonly ServingProblem[] {
  const format = formatOf(build);
  const fp8 = format === 'fp8' && !KNOW_FP8.includes(nodes.gpu);
  return [
    ...(fp8
      ? [
          {
            path: `${path}.recipe`,
            message: `makes fp8, and the GPUs of ${nodes.name} are ${nodes.gpu}; build on ${KNOW_FP8.join(', ')}`,
          },
        ]
      : []),
    ...(build.servedBy === undefined ? [] : servedProblems(serving, build, build.servedBy, nodes, path)),
  ];
}

const formatOf = ({ recipe }: ModelBuild) => (recipe.kind === 'checkpoint' ? recipe.format : recipe.quantisation?.format);

function servedProblems(
  { models, nodeGroups }: Serving,
  build: ModelBuild,
  servedBy: string,
  nodes: GpuNodes,
  path: string,
): readonly ServingProblem[] {
  const model = models.find(({ name }) => name === servedBy);
  if (model === undefined) {
    const known = models.map(({ name }) => name).join(', ') || 'none';
    return [
      { path: `${path}.servedBy`, message: `is ${JSON.stringify(servedBy)}, and the region serves ${known}; use one of them` },
    ];
  }
  const { recipe } = build;
  const serves = nodeGroups.find(({ name }) => name === model.gpus.nodeGroup);
  return [
    ...weightTypeProblems(build, model, path),
    ...(recipe.kind === 'engine' ? engineProblems(build, recipe, model, path) : checkpointProblems(recipe.format, model, path)),
    ...(recipe.kind === 'engine' && serves && serves.gpu !== nodes.gpu
      ? [
          {
            path: `${path}.gpus.nodeGroup`,
            message: `is ${nodes.name} with ${nodes.gpu}, and ${model.name} runs on ${serves.gpu} of ${serves.name}, where an engine of another GPU does not load; build on ${serves.name}`,
          },
        ]
      : []),
  ];
}

function weightTypeProblems(build: ModelBuild, { memory, name }: ServedModel, path: string): readonly ServingProblem[] {
  const format = formatOf(build);
  if (format === undefined || memory.kind !== 'language-model' || memory.weightType === WEIGHT_TYPES[format]) return [];
  const message = `makes ${format}, and memory.weightType of ${name} is ${memory.weightType}; write ${WEIGHT_TYPES[format]} there, with which its memory is counted`;
  return [{ path: `${path}.recipe`, message }];
}

function checkpointProblems(format: string, { engine, name }: ServedModel, path: string): readonly ServingProblem[] {
  return format === 'fp8' || engine === 'triton-tensorrt-llm'
    ? []
    : [
        {
          path: `${path}.recipe.format`,
          message: `is ${format}, and ${name} runs on ${engine}, which reads fp8 of ModelOpt's formats here; use fp8, or the engine triton-tensorrt-llm`,
        },
      ];
}

function engineProblems(
  { gpus, image }: ModelBuild,
  { limits }: EngineRecipe,
  model: ServedModel,
  path: string,
): readonly ServingProblem[] {
  const { name, memory } = model;
  const found: ServingProblem[] = [];
  const say = (field: string, message: string) => found.push({ path: `${path}.${field}`, message });
  if (model.engine !== 'triton-tensorrt-llm') {
    say('recipe.kind', `is engine, and ${name} runs on ${model.engine}; use triton-tensorrt-llm there, or the kind checkpoint`);
  }
  if (model.gpus.tensorParallel !== gpus.count) {
    say('gpus.count', `is ${gpus.count}, and tensorParallel of ${name} is ${model.gpus.tensorParallel}; use the same`);
  }
  if (model.image.digest !== image.digest) {
    say(
      'image',
      `is ${image.version}, and ${name} runs on ${model.image.version}, which reads its own engines alone; use that image`,
    );
  }
  if (memory.kind === 'language-model' && memory.contextTokens > limits.maxSequenceTokens) {
    say(
      'recipe.limits.maxSequenceTokens',
      `is ${limits.maxSequenceTokens}, and contextTokens of ${name} is ${memory.contextTokens}; raise the limit, or lower contextTokens`,
    );
  }
  if (memory.kind === 'language-model' && memory.maxSequences > limits.maxBatchSize) {
    say(
      'recipe.limits.maxBatchSize',
      `is ${limits.maxBatchSize}, and maxSequences of ${name} is ${memory.maxSequences}; raise the limit, or lower maxSequences`,
    );
  }
  return found;
}
