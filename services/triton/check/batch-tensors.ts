import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';

const unknown = (path: string, what: string, name: string, names: readonly string[]): ConfigProblem => ({
  path,
  message: `${JSON.stringify(name)} is no ${what} of the model; write one of ${names.join(', ') || 'them, it has none'}`,
});

/** Inputs and outputs that a backend makes of a whole batch. */
export function checkBatchTensors(config: ModelConfig): readonly ConfigProblem[] {
  const inputs = (config.input ?? []).flatMap(({ name }) => name ?? []);
  const outputs = (config.output ?? []).flatMap(({ name }) => name ?? []);
  const sources = (path: string, names: readonly string[] = []): readonly ConfigProblem[] => [
    ...(names.length === 1 ? [] : [{ path, message: `source_input names ${names.length} inputs; write exactly one` }]),
    ...names.filter((name) => !inputs.includes(name)).map((name) => unknown(path, 'input', name, inputs)),
  ];
  return [
    ...(config.batch_input ?? []).flatMap(({ data_type: type = 'TYPE_INVALID', source_input: source }, at) => [
      ...(type === 'TYPE_INT32' || type === 'TYPE_FP32'
        ? []
        : [{ path: `batch_input[${at}].data_type`, message: `a batch input is ${type}; write TYPE_INT32 or TYPE_FP32` }]),
      ...sources(`batch_input[${at}].source_input`, source),
    ]),
    ...(config.batch_output ?? []).flatMap(({ source_input: source, target_name: targets = [] }, at) => [
      ...(targets.length > 0
        ? []
        : [
            {
              path: `batch_output[${at}].target_name`,
              message: 'a batch output has no target, on which Triton 2.51 dies; name an output',
            },
          ]),
      ...sources(`batch_output[${at}].source_input`, source),
      ...targets.flatMap((name, index) => {
        const path = `batch_output[${at}].target_name[${index}]`;
        if (!outputs.includes(name)) return [unknown(path, 'output', name, outputs)];
        return targets.indexOf(name) === index ? [] : [{ path, message: `${JSON.stringify(name)} is a target twice; keep one` }];
      }),
    ]),
  ];
}
