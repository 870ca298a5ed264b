import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';

/**
 * Each sample is a request that the model takes. Triton 2.51 takes a sample of batch 0 without a word, and dies as a whole when a serving model is
 * loaded again with a sample above `max_batch_size`. Inputs that only the model's file tells are not known here.
 */
export function checkWarmup(config: ModelConfig): readonly ConfigProblem[] {
  const most = Math.max(config.max_batch_size ?? 0, 1);
  return (config.model_warmup ?? []).flatMap(({ batch_size: size = 0, inputs = {} }, at) => {
    const path = `model_warmup[${at}]`;
    const problems: ConfigProblem[] = [];
    if (size < 1 || (size > most && (config.max_batch_size ?? 0) >= 0)) {
      problems.push({ path: `${path}.batch_size`, message: `a warm-up sample has batch_size ${size}; write 1 to ${most}` });
    }
    for (const [name, input] of Object.entries(inputs)) {
      const dim = input.dims?.find((each) => each < 0);
      if (dim !== undefined) {
        problems.push({
          path: `${path}.inputs[${JSON.stringify(name)}].dims`,
          message: `a sample has no variable dimension ${dim}; write its size`,
        });
      }
      if (input.zero_data === undefined && input.random_data === undefined && input.input_data_file === undefined) {
        problems.push({
          path: `${path}.inputs[${JSON.stringify(name)}]`,
          message: 'the input has no data; write zero_data: true, random_data or input_data_file',
        });
      }
    }
    return problems;
  });
}
