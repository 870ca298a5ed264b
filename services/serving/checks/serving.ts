import { buildProblems } from '../../jobs/checks/builds.ts';
import type { Serving } from '../serving.ts';
import { gpuMemoryProblems } from './gpu-memory.ts';
import { hostProblems } from './host.ts';
import { nameProblems } from './names.ts';
import { nodeCapacityProblems } from './node-capacity.ts';
import { parallelismProblems } from './parallelism.ts';
import type { ServingProblem } from './problem.ts';
import { replicaProblems } from './replicas.ts';
import { budgetProblems } from './startup.ts';
import { zoneProblems } from './zones.ts';

/** What is wrong with a region's models before anything is rendered. Without cdk8s, so that a configuration can be checked with it. */
export function servingProblems(serving: Serving): readonly ServingProblem[] {
  const checks = [
    nameProblems,
    replicaProblems,
    parallelismProblems,
    gpuMemoryProblems,
    hostProblems,
    nodeCapacityProblems,
    zoneProblems,
    budgetProblems,
    buildProblems,
  ];
  return checks.flatMap((check) => check(serving));
}
