import type { ServedModel } from '../served-model.ts';

/** Until routers and kube-proxy have forgotten a pod that is told to stop, it goes on answering. */
export const FORGET_SECONDS = 15;

/** For what an engine does after its last answer. */
const LEAVE_SECONDS = 15;

/** Between two questions of the startup probe. */
export const STARTUP_PERIOD_SECONDS = 10;

/** From when a pod is told to stop to when it is killed. */
export const gracePeriodSeconds = ({ drainSeconds }: ServedModel): number => FORGET_SECONDS + drainSeconds + LEAVE_SECONDS;

/** Questions of the startup probe before the container is started anew: the budget from the container's start, and half as long again. */
export function startupFailureThreshold({ startup: { weightsSeconds, loadSeconds } }: ServedModel): number {
  return Math.ceil((1.5 * (weightsSeconds + loadSeconds)) / STARTUP_PERIOD_SECONDS);
}

/** Until a rollout that does not move is called failed: node and image come before the container's start. */
export function progressDeadlineSeconds(model: ServedModel): number {
  const { nodeSeconds, imageSeconds } = model.startup;
  const old = model.rollout === 'in-place' ? gracePeriodSeconds(model) : 0;
  return old + nodeSeconds + imageSeconds + startupFailureThreshold(model) * STARTUP_PERIOD_SECONDS + 60;
}
