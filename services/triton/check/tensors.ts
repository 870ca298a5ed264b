import type { Message, ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';

type Tensor = Message<'ModelInput'> & Message<'ModelOutput'>;

/** Names, types and shapes of inputs and outputs. */
export function checkTensors(config: ModelConfig): readonly ConfigProblem[] {
  return [
    ...(config.input ?? []).flatMap((input, at) => checkTensor(config, input, `input[${at}]`)),
    ...(config.output ?? []).flatMap((output, at) => checkTensor(config, output, `output[${at}]`)),
  ];
}

function checkTensor(config: ModelConfig, tensor: Tensor, path: string): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const wrong = (field: string, message: string) => problems.push({ path: `${path}.${field}`, message });
  const { dims = [], format, reshape } = tensor;
  const named = tensor.name ? `tensor ${JSON.stringify(tensor.name)}` : 'a tensor';
  if (!tensor.name) wrong('name', 'a tensor has no name; write name: "…"');
  if (!tensor.data_type || tensor.data_type === 'TYPE_INVALID')
    wrong('data_type', `${named} has no data_type; write e.g. TYPE_FP32`);
  if (dims.length === 0) wrong('dims', `${named} has no dims; write e.g. dims: [ 1 ]`);
  const zero = dims.findIndex((dim) => dim < 1 && dim !== -1);
  if (zero >= 0) wrong(`dims[${zero}]`, `a dimension of ${named} is ${dims[zero]}; write 1 or more, or -1 for a variable one`);
  if ((format === 'FORMAT_NHWC' || format === 'FORMAT_NCHW') && dims.length !== 3) {
    wrong('format', `${format} needs 3 dims, and ${named} has ${dims.length}; write all three, or remove format`);
  }
  if (config.platform !== 'tensorrt_plan') {
    if (tensor.is_shape_tensor)
      wrong('is_shape_tensor', `only TensorRT has shape tensors, and ${named} is one; remove is_shape_tensor`);
    if (tensor.is_non_linear_format_io) {
      wrong(
        'is_non_linear_format_io',
        `only TensorRT has non-linear formats, and ${named} has one; remove is_non_linear_format_io`,
      );
    }
  } else if (tensor.is_non_linear_format_io && dims.length !== 3) {
    wrong('is_non_linear_format_io', `a non-linear format needs 3 dims, and ${named} has ${dims.length}; write all three`);
  }
  if (reshape && zero < 0) {
    const mismatch = reshapeProblem(dims, reshape.shape ?? [], config.max_batch_size ?? 0);
    if (mismatch) wrong('reshape', `${named}: ${mismatch}`);
  }
  return problems;
}

const VARIABLE = -1;

/** A reshape keeps the number of elements, between each two variable dimensions too. */
function reshapeProblem(dims: readonly number[], shape: readonly number[], maxBatchSize: number): string | undefined {
  const shown = `reshape [${shape.join(', ')}] of dims [${dims.join(', ')}]`;
  if (shape.length === 0 && maxBatchSize === 0) return 'without batching, a reshape cannot be empty; write its shape';
  const zero = shape.find((dim) => dim < 1 && dim !== VARIABLE);
  if (zero !== undefined) return `${shown} has the dimension ${zero}; write 1 or more, or -1 for a variable one`;
  const [before, after] = [partSizes(dims), partSizes(shape)];
  if (before.length !== after.length) return `${shown} has another number of variable dimensions; write as many -1`;
  if (before.every((size, at) => size === after[at])) return undefined;
  return `${shown} has another number of elements; write a shape with as many`;
}

/** Products of the dimensions between variable ones: [2, 4, -1, 6] -> [8, 6]. */
function partSizes(dims: readonly number[]): readonly number[] {
  const sizes = [1];
  for (const dim of dims) {
    if (dim === VARIABLE) sizes.push(1);
    else sizes[sizes.length - 1] = (sizes.at(-1) ?? 1) * dim;
  }
  return sizes;
}
