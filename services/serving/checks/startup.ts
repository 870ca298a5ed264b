import type { Manifest } from '../../manifests/manifest.ts';
import { podsOf } from '../../manifests/pods.ts';
import { weightsGib } from '../engine/weights.ts';
import type { ColdStartBudget } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { figure, pathOf, type ServingProblem } from './problem.ts';

/** GiB a second: 100 Gbit/s, what Mountpoint reads at the most. */
const FASTEST = 11.6;

/** Budgets that no node can keep. */
export function budgetProblems({ models }: Serving): readonly ServingProblem[] {
  return models.flatMap((model) => {
    const path = `${pathOf(model)}.startup`;
    const least = Math.ceil(weightsGib({ ...model, releases: model.releases.slice(0, 1) }) / FASTEST);
    const { weightsSeconds } = model.startup;
    return [
      ...Object.entries(model.startup)
        .filter(([, seconds]) => !(Number.isInteger(seconds) && seconds > 0))
        .map(([field, seconds]) => ({ path: `${path}.${field}`, message: `is ${seconds}; use whole seconds from 1` })),
      ...(weightsSeconds > 0 && weightsSeconds < least
        ? [
            {
              path: `${path}.weightsSeconds`,
              message: `is ${weightsSeconds}, and ${figure(weightsGib(model))} GiB take ${least} s at 100 Gbit/s; write what was measured`,
            },
          ]
        : []),
      ...(model.drainSeconds > 0 && Number.isInteger(model.drainSeconds)
        ? []
        : [{ path: `${pathOf(model)}.drainSeconds`, message: `is ${model.drainSeconds}; use whole seconds from 1` }]),
    ];
  });
}

/** A workload that would be restarted, or called failed, before its budget is used up. */
export function startupProblems(workload: Manifest, budget: ColdStartBudget): readonly string[] {
  const inContainer = budget.weightsSeconds + budget.loadSeconds;
  const whole = budget.nodeSeconds + budget.imageSeconds + inContainer;
  const { progressDeadlineSeconds = whole + 1 } = (workload.spec ?? {}) as { readonly progressDeadlineSeconds?: number };
  return [
    ...podsOf(workload).flatMap(({ name, spec }) =>
      (spec.containers ?? []).flatMap(({ name: container, startupProbe }) => {
        if (startupProbe === undefined) return [];
        const { periodSeconds = 10, failureThreshold = 3 } = startupProbe;
        return periodSeconds * failureThreshold >= inContainer
          ? []
          : [
              `${name}: the startup probe of container ${container} waits ${periodSeconds} x ${failureThreshold} = ${periodSeconds * failureThreshold} s, and weights and load have ${inContainer} s; set failureThreshold to ${Math.ceil(inContainer / periodSeconds)} or more`,
            ];
      }),
    ),
    ...(progressDeadlineSeconds > whole
      ? []
      : [
          `${workload.metadata.name}: progressDeadlineSeconds is ${progressDeadlineSeconds}, and a cold start has ${whole} s; set it above`,
        ]),
  ];
}
