import { completed } from '../check/complete.ts';
import { checkConfig, problemText } from '../check/config.ts';
import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';
import { parseModelConfig } from '../text/parse.ts';
import { printMessage } from '../text/print.ts';
import { definitionProblems } from './definition.ts';
import { toMessage } from './message.ts';
import type { EnsembleModel, TritonModel } from './model.ts';
import { tensorRtLlmConfig } from './tensorrt-llm.ts';
import { vllmConfig } from './vllm.ts';

/** What is wrong with a definition. */
export class TritonModelError extends Error {
  constructor(model: string, problems: readonly ConfigProblem[]) {
    const lines = problems.map((problem) => `- ${problemText(problem)}`);
    super(`The Triton model ${JSON.stringify(model)} cannot be served:\n${lines.join('\n')}`);
    this.name = 'TritonModelError';
  }
}

/**
 * The configuration of a model as the message that Triton reads. Backend and platform are both written, so that nothing is left to guess.
 *
 * @throws TritonModelError with everything that Triton, or this platform, refuses in it
 */
export function modelConfig(model: TritonModel): ModelConfig {
  const config = completed(messageOf(model));
  const problems = [...definitionProblems(model), ...textProblems(config), ...checkConfig(config)];
  if (problems.length > 0) throw new TritonModelError(model.name, problems);
  return config;
}

/**
 * The text of a model's config.pbtxt: the same for the same definition.
 *
 * @throws TritonModelError with everything that Triton, or this platform, refuses in it
 */
export function configPbtxt(model: TritonModel): string {
  return printMessage('ModelConfig', modelConfig(model));
}

/** What plain JavaScript may put where TypeScript would not: the reader of the text finds it. */
function textProblems(config: ModelConfig): readonly ConfigProblem[] {
  return parseModelConfig(printMessage('ModelConfig', config)).problems.map(({ path, message }) => ({ path, message }));
}

function messageOf(model: TritonModel): ModelConfig {
  if (model.backend === 'vllm') return withParameters(vllmConfig(model));
  if (model.backend === 'tensorrtllm') return withParameters(tensorRtLlmConfig(model));
  if (model.backend === 'ensemble') return toMessage('ModelConfig', ensembleConfig(model));
  const { versions, files, ...config } = model;
  return withParameters(config);
}

function withParameters({ parameters = {}, ...config }: { readonly parameters?: object }): ModelConfig {
  const values = Object.entries(parameters).map(([name, value]) => [name, { stringValue: String(value) }]);
  return toMessage('ModelConfig', { ...config, parameters: Object.fromEntries(values) });
}

function ensembleConfig({ backend, ensembleScheduling, ...model }: EnsembleModel): object {
  const step = ensembleScheduling.step.map((each) => ({ modelVersion: -1, ...each }));
  return { ...model, platform: backend, ensembleScheduling: { step } };
}
