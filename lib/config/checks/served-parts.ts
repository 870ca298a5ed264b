import type { Problem } from '../config-error.ts';
import type { ServedData } from '../resolve/served-model.ts';
import { problem } from './check.ts';

type Path = readonly PropertyKey[];

/** Either a language model's four facts, or what was measured. */
export function memoryProblems(path: Path, memory: ServedData['memory']): Problem[] {
  const { gibPerGpu, parameters, layers, kvHeads, headDim } = memory;
  if (gibPerGpu !== undefined) {
    const others = Object.entries(memory).filter(([key, value]) => key !== 'gibPerGpu' && value !== undefined);
    return others.map(([key, value]) =>
      problem([...path, key], value, 'is for language models; leave it out, or leave out gibPerGpu'),
    );
  }
  const missing = Object.entries({ parameters, layers, kvHeads, headDim }).filter(([, value]) => value === undefined);
  if (missing.length === 0) return [];
  const names = missing.map(([key]) => key).join(', ');
  return [
    problem(path, undefined, `lacks ${names}; add them from the model's config.json, or gibPerGpu for a model of another kind`),
  ];
}

/** A fixed number, or a range with one signal. */
export function scaleProblems(path: Path, scale: ServedData['scale']): Problem[] {
  const { replicas, min, max, cpuPercent, requestsPerReplica, schedule } = scale ?? {};
  const ranged = Object.entries({ min, max, cpuPercent, requestsPerReplica, schedule }).filter(
    ([, value]) => value !== undefined,
  );
  if (replicas !== undefined) {
    return ranged.map(([key]) => problem([...path, key], undefined, 'has no meaning with replicas; leave one of them out'));
  }
  if (ranged.length > 0 && max === undefined) {
    return [problem(path, undefined, 'has no max; say how many replicas there may be, or give replicas alone')];
  }
  const others = Object.entries({ requestsPerReplica, schedule }).filter(([, value]) => value !== undefined);
  if (cpuPercent === undefined) return [];
  return others.map(([key]) => problem([...path, key], undefined, 'has no meaning with cpuPercent; leave one of them out'));
}
