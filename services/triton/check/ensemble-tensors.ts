import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';

interface Tensor {
  readonly name?: string;
  readonly data_type?: string;
  readonly dims?: readonly number[];
  readonly reshape?: { readonly shape?: readonly number[] };
  readonly optional?: boolean;
}

/** A tensor as one model declares it. */
interface Declared {
  readonly by: string;
  readonly type: string;
  readonly dims: readonly number[];
  /** With the dimension of the batch. */
  readonly fullDims: readonly number[];
}

/**
 * Steps against the models they name: mapped inputs and outputs exist, none that must be given is left out, and each tensor has one type and
 * shape wherever it is used. A model without declared inputs, which Triton completes from its file, is not judged.
 */
export function checkEnsembleTensors(config: ModelConfig, configs: ReadonlyMap<string, ModelConfig>): readonly ConfigProblem[] {
  const tensors = new Map<string, Declared>();
  const name = config.name ?? 'the ensemble';
  for (const tensor of [...(config.input ?? []), ...(config.output ?? [])] as readonly Tensor[]) {
    tensors.set(tensor.name ?? '', declared(name, config, { ...tensor, dims: tensor.reshape?.shape ?? tensor.dims ?? [] }));
  }
  return (config.ensemble_scheduling?.step ?? []).flatMap((step, at) => {
    const path = `ensemble_scheduling.step[${at}]`;
    const { model_name: model = '', input_map: inputs = {}, output_map: outputs = {} } = step;
    const used = configs.get(model);
    if (!used) return [];
    const { max_batch_size: most = 0 } = used;
    const tooSmall = most !== 0 && most < (config.max_batch_size ?? 0);
    return [
      ...(tooSmall
        ? [
            {
              path: 'max_batch_size',
              message: `max_batch_size is ${config.max_batch_size}, and "${model}" takes ${most}; write ${most} at the most`,
            },
          ]
        : []),
      ...checkMap(used, used.input, inputs, 'input', `${path}.input_map`, tensors),
      ...(used.input ?? [])
        .filter((input) => !input.optional && !Object.hasOwn(inputs, input.name ?? ''))
        .map((input) => ({
          path: `${path}.input_map`,
          message: `the input "${input.name}" of "${model}" is not mapped; map it to a tensor`,
        })),
      ...checkMap(used, used.output, outputs, 'output', `${path}.output_map`, tensors),
    ];
  });
}

function checkMap(
  model: ModelConfig,
  declaredTensors: readonly Tensor[] | undefined,
  map: Readonly<Record<string, string>>,
  what: 'input' | 'output',
  path: string,
  tensors: Map<string, Declared>,
): readonly ConfigProblem[] {
  if (!declaredTensors?.length) return [];
  return Object.entries(map).flatMap(([name, tensor]) => {
    const found = declaredTensors.find((each) => each.name === name);
    if (!found) {
      const names = declaredTensors.map((each) => each.name).join(', ');
      return [{ path, message: `"${name}" is no ${what} of "${model.name}"; write one of ${names}` }];
    }
    const here = declared(model.name ?? '', model, found);
    const before = tensors.get(tensor);
    if (!before) tensors.set(tensor, here);
    const difference = before && differenceOf(before, here);
    return difference ? [{ path, message: `tensor "${tensor}" is ${difference}; make both the same` }] : [];
  });
}

function declared(by: string, config: ModelConfig, { data_type: type = 'TYPE_INVALID', dims = [] }: Tensor): Declared {
  return { by, type, dims, fullDims: (config.max_batch_size ?? 0) > 0 ? [VARIABLE, ...dims] : dims };
}

const VARIABLE = -1;

const fits = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((dim, at) => dim === VARIABLE || b[at] === VARIABLE || dim === b[at]);

/** A model that batches and one that does not may share a tensor when the batch is the first dimension of the second. */
function differenceOf(a: Declared, b: Declared): string | undefined {
  if (a.type !== b.type) return `${a.type} in "${a.by}" and ${b.type} in "${b.by}"`;
  if (fits(a.dims, b.dims) || fits(a.fullDims, b.fullDims)) return undefined;
  return `[${a.fullDims.join(', ')}] in "${a.by}" and [${b.fullDims.join(', ')}] in "${b.by}"`;
}
