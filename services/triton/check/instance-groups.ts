import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';

/** What holds on any machine: which GPUs there are is known to the server alone. */
export function checkInstanceGroups(config: ModelConfig): readonly ConfigProblem[] {
  return (config.instance_group ?? []).flatMap(({ kind = 'KIND_AUTO', gpus = [], profile = [] }, at) => {
    const path = `instance_group[${at}]`;
    const problems: ConfigProblem[] = [];
    if ((kind === 'KIND_CPU' || kind === 'KIND_MODEL') && gpus.length > 0) {
      problems.push({
        path: `${path}.gpus`,
        message: `${kind} with the GPUs ${gpus.join(', ')}; remove gpus, or write KIND_GPU`,
      });
    }
    const negative = gpus.findIndex((gpu) => gpu < 0);
    if (negative >= 0)
      problems.push({ path: `${path}.gpus[${negative}]`, message: `${gpus[negative]} is no GPU; they count from 0` });
    if (profile.length > 0 && config.platform !== 'tensorrt_plan') {
      problems.push({ path: `${path}.profile`, message: 'only TensorRT models have profiles; remove profile' });
    }
    const odd = profile.findIndex((each) => !/^\d+$/.test(each));
    if (odd >= 0) {
      problems.push({
        path: `${path}.profile[${odd}]`,
        message: `${JSON.stringify(profile[odd])} is no profile; write its number, from "0"`,
      });
    }
    return problems;
  });
}
