import { spareGpus } from '../serving/checks/node-capacity.ts';
import { placedModels, type ServingProblem } from '../serving/checks/problem.ts';
import { servingProblems } from '../serving/checks/serving.ts';
import type { RayWorkload } from './ray-workload.ts';

/** What is wrong with a model on Ray: what would be without Ray, and what Ray does not do. */
export function rayProblems({ serving, version, apiServerCidrs }: RayWorkload): readonly ServingProblem[] {
  const found: ServingProblem[] = [];
  const say = (path: string, message: string) => found.push({ path, message });
  if (serving.models.length !== 1) say('models', `are ${serving.models.length}; a RayService has one here`);
  if (serving.mutualTls) say('mutualTls', "is set, and Ray's pods speak plain HTTP here; leave it out, or use VllmServing");
  if (!/^\d+\.\d+\.\d+$/.test(version)) say('rayVersion', `is ${JSON.stringify(version)}; write that of the image, e.g. 2.53.0`);
  if (apiServerCidrs.length === 0) say('apiServerCidrs', 'is empty; name the subnets of the control plane, or nothing scales');
  for (const { model, nodes, path } of placedModels(serving)) {
    const { engine, gpus, releases, rollout, loraAdapters } = model;
    const [release, ...others] = releases;
    if (engine !== 'vllm') say(`${path}.engine`, `is ${engine}; Ray Serve runs vllm here`);
    if (gpus.pipelineParallel > 1) {
      say(`${path}.gpus.pipelineParallel`, `is ${gpus.pipelineParallel}; use 1, or VllmServing, which spans nodes without Ray`);
    }
    if (loraAdapters.length > 0) say(`${path}.loraAdapters`, 'are named; use VllmServing, which loads them at the start');
    if (others.length > 0) say(`${path}.releases`, `are ${releases.length}; use one, and a RayServing for each other version`);
    if (release === undefined) continue;
    const { scaling } = release;
    if (scaling.kind === 'cpu') say(`${path}.releases[0].scaling.kind`, 'is cpu; Ray scales by requests: use load or fixed');
    if (scaling.kind === 'load' && scaling.minReplicas < 1) {
      say(`${path}.releases[0].scaling.minReplicas`, `is ${scaling.minReplicas}; use 1, Ray's own entry needs a node to run on`);
    }
    if (scaling.kind === 'load' && scaling.schedule.length > 0) {
      say(`${path}.releases[0].scaling.schedule`, 'is named, and Ray knows no hours; leave it out');
    }
    const least = scaling.kind === 'fixed' ? scaling.replicas : Math.max(1, scaling.minReplicas);
    const wanted = gpus.tensorParallel * least;
    const spare = spareGpus(serving, nodes);
    if (rollout === 'surge' && spare < wanted) {
      say(
        `${path}.rollout`,
        `is surge, for which a second Ray cluster takes ${wanted} GPUs, and ${nodes.name} has ${spare} to spare; use in-place`,
      );
    }
  }
  return [...servingProblems(serving), ...found];
}
