import type { ColdStartBudget, Scaling } from './served-model.ts';

/** Before node and image there is the scaler, which has to hear of a request: from CloudWatch after one to two minutes. */
const HEARD_SECONDS = 120;

/** From the start of a replica to its first answer. */
export const coldStartSeconds = ({ nodeSeconds, imageSeconds, weightsSeconds, loadSeconds }: ColdStartBudget): number =>
  nodeSeconds + imageSeconds + weightsSeconds + loadSeconds;

/** From a request that finds no replica to the first answer; undefined where a replica always stays. */
export const wakesWithinSeconds = (scaling: Scaling, startup: ColdStartBudget): number | undefined =>
  scaling.kind === 'load' && scaling.minReplicas === 0 ? HEARD_SECONDS + coldStartSeconds(startup) : undefined;
