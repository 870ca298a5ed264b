import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';

/** The steps of an ensemble by themselves: every tensor is made once, before it is used, and is used. */
export function checkEnsemble(config: ModelConfig): readonly ConfigProblem[] {
  const scheduling = config.ensemble_scheduling;
  if (!scheduling) return [];
  const problems: ConfigProblem[] = [];
  const refuse = (path: string, message: string) => problems.push({ path, message });
  if (config.platform !== 'ensemble') {
    refuse(
      'platform',
      `ensemble_scheduling is for the platform "ensemble", not ${JSON.stringify(config.platform ?? '')}; write it`,
    );
  }
  if (config.instance_group?.length) refuse('instance_group', 'an ensemble has no instances of its own; remove instance_group');
  if (config.optimization) refuse('optimization', 'an ensemble has nothing to optimise; remove optimization');
  if (config.model_warmup?.length) refuse('model_warmup', 'an ensemble is not warmed up, its models are; remove model_warmup');
  if (!scheduling.step?.length) refuse('ensemble_scheduling.step', 'the ensemble has no step; write one for each model');
  for (const [at, step] of (scheduling.step ?? []).entries()) {
    const path = `ensemble_scheduling.step[${at}]`;
    if (!step.model_name) refuse(`${path}.model_name`, 'a step names no model; write model_name');
    if (isEmpty(step.input_map))
      refuse(`${path}.input_map`, `step ${at} has no input_map; map each input of its model to a tensor`);
    if (isEmpty(step.output_map))
      refuse(`${path}.output_map`, `step ${at} has no output_map; map an output of its model to a tensor`);
  }
  return problems.length > 0 ? problems : checkFlow(config);
}

const isEmpty = (map: Readonly<Record<string, string>> = {}) => Object.keys(map).length === 0;

/** Tensors are made by steps of which all inputs are there; a cycle, too, is a tensor that never is. */
function checkFlow(config: ModelConfig): readonly ConfigProblem[] {
  const steps = (config.ensemble_scheduling?.step ?? []).map(({ input_map: inputs = {}, output_map: outputs = {} }) => ({
    uses: Object.values(inputs),
    makes: Object.values(outputs),
  }));
  const problems: ConfigProblem[] = [];
  const refuse = (path: string, message: string) => problems.push({ path, message });
  const inputs = (config.input ?? []).flatMap(({ name }) => name ?? []);
  const outputs = (config.output ?? []).flatMap(({ name }) => name ?? []);
  const used = new Set(steps.flatMap(({ uses }) => uses));
  const made = new Set<string>();
  for (const [at, { makes }] of steps.entries()) {
    for (const tensor of makes) {
      if (made.has(tensor))
        refuse(`ensemble_scheduling.step[${at}].output_map`, `tensor "${tensor}" is made twice; give each output its own`);
      made.add(tensor);
    }
  }
  const ready = readyTensors(inputs, steps);
  for (const [at, input] of inputs.entries()) {
    if (!used.has(input) && !made.has(input))
      refuse(`input[${at}].name`, `no step uses the input "${input}"; map it or remove it`);
  }
  for (const [at, output] of outputs.entries()) {
    if (!used.has(output) && !made.has(output))
      refuse(`output[${at}].name`, `no step makes the output "${output}"; map it or remove it`);
    else if (!ready.has(output)) {
      const missing = [...used].filter((tensor) => !ready.has(tensor) && !made.has(tensor));
      const reason =
        missing.length > 0 ? `nothing makes ${missing.map((each) => `"${each}"`).join(', ')}` : 'the steps wait for each other';
      refuse(`output[${at}].name`, `the output "${output}" is never made: ${reason}; connect it`);
    }
  }
  for (const tensor of new Set([...used, ...made])) {
    if (outputs.includes(tensor)) continue;
    if (!ready.has(tensor))
      refuse('ensemble_scheduling', `a step uses the tensor "${tensor}", which is never made; connect it or remove it`);
    else if (!used.has(tensor))
      refuse('ensemble_scheduling', `no step uses the tensor "${tensor}"; make it an output or leave it unmapped`);
  }
  return problems;
}

interface Step {
  readonly uses: readonly string[];
  readonly makes: readonly string[];
}

function readyTensors(inputs: readonly string[], steps: readonly Step[]): ReadonlySet<string> {
  const ready = new Set(inputs);
  let before = -1;
  while (before !== ready.size) {
    before = ready.size;
    for (const { uses, makes } of steps) {
      if (uses.every((tensor) => ready.has(tensor))) for (const tensor of makes) ready.add(tensor);
    }
  }
  return ready;
}
