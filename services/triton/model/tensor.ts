import type { DataType } from '../schema/types.ts';

interface Tensor {
  readonly name: string;
  readonly dataType: DataType;
  /** Without the dimension of the batch. Each 1 or more, or -1 when it varies. */
  readonly dims: readonly number[];
  /** The shape that the backend has, of as many elements. @default `dims` */
  readonly reshape?: { readonly shape: readonly number[] };
  /** TensorRT alone: the tensor's values are a shape. @default false */
  readonly isShapeTensor?: boolean;
}

/** An input of a model (`ModelInput`). */
export interface TritonInput extends Tensor {
  /** Requests may leave it out. @default false */
  readonly optional?: boolean;
  /** Requests of different shapes may share a batch. @default false */
  readonly allowRaggedBatch?: boolean;
  /** Of an image, with 3 `dims`. @default FORMAT_NONE */
  readonly format?: 'FORMAT_NONE' | 'FORMAT_NHWC' | 'FORMAT_NCHW';
}

/** An output of a model (`ModelOutput`). */
export interface TritonOutput extends Tensor {
  /** File beside config.pbtxt with one class a line, for an output of classes: it must be among the model's `files`. */
  readonly labelFilename?: string;
}
