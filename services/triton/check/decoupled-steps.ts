import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';

/**
 * A decoupled model answers any number of times, so its answers cannot be joined with those of another. Each tensor has the label of the
 * decoupled step that it comes from last, and all inputs of a step must have the same, and all outputs too.
 */
export function checkDecoupledSteps(config: ModelConfig, configs: ReadonlyMap<string, ModelConfig>): readonly ConfigProblem[] {
  const labels = new Map<string, number>((config.input ?? []).map(({ name = '' }) => [name, FROM_THE_REQUEST]));
  const open = new Set((config.ensemble_scheduling?.step ?? []).entries());
  const problems: ConfigProblem[] = [];
  for (let before = -1; before !== open.size; ) {
    before = open.size;
    for (const entry of open) {
      const [at, { model_name: model = '', input_map: inputs = {}, output_map: outputs = {} }] = entry;
      const from = Object.values(inputs).map((tensor) => labels.get(tensor));
      if (from.includes(undefined)) continue;
      open.delete(entry);
      if (new Set(from).size > 1) {
        const message = `"${model}" takes answers of different decoupled models, which cannot be joined; give it those of one`;
        problems.push({ path: `ensemble_scheduling.step[${at}].input_map`, message });
      }
      const label = isDecoupled(configs.get(model), configs) ? at : (from[0] ?? FROM_THE_REQUEST);
      for (const tensor of Object.values(outputs)) labels.set(tensor, label);
    }
  }
  const answers = new Set((config.output ?? []).map(({ name = '' }) => labels.get(name)));
  if (problems.length === 0 && answers.size > 1) {
    problems.push({
      path: 'output',
      message: 'the outputs come from different decoupled models, which cannot be joined; keep those of one',
    });
  }
  return problems;
}

const FROM_THE_REQUEST = -1;

/** An ensemble is decoupled when one of its models is. The repository has been checked for circles before. */
function isDecoupled(config: ModelConfig | undefined, configs: ReadonlyMap<string, ModelConfig>): boolean {
  if (!config?.ensemble_scheduling) return config?.model_transaction_policy?.decoupled ?? false;
  return (config.ensemble_scheduling.step ?? []).some(({ model_name: name = '' }) => isDecoupled(configs.get(name), configs));
}
