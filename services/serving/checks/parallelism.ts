import type { Serving } from '../serving.ts';
import { counted, type PlacedModel, pathOf, placedModels, type ServingProblem } from './problem.ts';

/** Whether a replica's GPUs are there, and divide as the engine divides the model. */
export function parallelismProblems(serving: Serving): readonly ServingProblem[] {
  const known = serving.nodeGroups.map(({ name }) => name);
  return [
    ...serving.models
      .filter(({ gpus }) => !known.includes(gpus.nodeGroup))
      .map((model) => ({
        path: `${pathOf(model)}.gpus.nodeGroup`,
        message: `is ${JSON.stringify(model.gpus.nodeGroup)}, and the region has ${known.join(', ') || 'no node group'}; use one of them, or add it`,
      })),
    ...placedModels(serving).flatMap((placed) => [...tensorProblems(placed), ...pipelineProblems(placed)]),
  ];
}

function tensorProblems({ model: { gpus, memory }, nodes, path }: PlacedModel): readonly ServingProblem[] {
  const { tensorParallel } = gpus;
  const problem = (message: string) => [{ path: `${path}.gpus.tensorParallel`, message }];
  const sizes = Array.from({ length: nodes.gpus }, (_, at) => at + 1).filter((size) => nodes.gpus % size === 0);
  if (!sizes.includes(tensorParallel)) {
    return problem(
      `is ${tensorParallel}, and a ${nodes.instanceType} has ${counted(nodes.gpus, 'GPU')}; use ${sizes.join(', ')}, so that replicas fill a node`,
    );
  }
  if (memory.kind !== 'language-model') return [];
  const { kvHeads } = memory;
  return kvHeads % tensorParallel === 0 || tensorParallel % kvHeads === 0
    ? []
    : problem(
        `is ${tensorParallel}, and the model has ${counted(kvHeads, 'head')} of keys and values; use a divisor or a multiple of ${kvHeads}`,
      );
}

function pipelineProblems({ model: { engine, gpus, memory }, nodes, path }: PlacedModel): readonly ServingProblem[] {
  const { tensorParallel, pipelineParallel } = gpus;
  const problem = (message: string) => [{ path: `${path}.gpus.pipelineParallel`, message: `is ${pipelineParallel}${message}` }];
  if (!Number.isInteger(pipelineParallel) || pipelineParallel < 1) return problem('; use a whole number from 1');
  if (pipelineParallel === 1) return [];
  const total = `: ${tensorParallel} x ${pipelineParallel} = ${tensorParallel * pipelineParallel} GPUs`;
  return [
    ...(engine === 'vllm' ? [] : problem(`, and ${engine} runs on one node here; use 1, or the engine vllm`)),
    ...(tensorParallel === nodes.gpus
      ? []
      : problem(
          `${total} of nodes with ${nodes.gpus} each; fill the nodes first: tensorParallel ${nodes.gpus}, pipelineParallel ${Math.max(1, Math.ceil((tensorParallel * pipelineParallel) / nodes.gpus))}`,
        )),
    ...(pipelineParallel <= nodes.maxNodes
      ? []
      : problem(`${total} on ${pipelineParallel} nodes, and ${nodes.name} has ${nodes.maxNodes} at the most; raise its maxSize`)),
    ...(nodes.efaInterfaces > 0
      ? []
      : problem(
          `, and the nodes of ${nodes.name} have no EFA, without which nodes wait for each other; use a type with several network cards, or 1`,
        )),
    ...(memory.kind === 'language-model' && pipelineParallel > memory.layers
      ? problem(`, and the model has ${counted(memory.layers, 'layer')}; use ${memory.layers} at the most`)
      : []),
  ];
}
