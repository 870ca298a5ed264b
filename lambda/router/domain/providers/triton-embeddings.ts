import type { TritonEmbeddings, TritonTarget } from '../../contract/targets.ts';
import type { JsonObject } from '../http/json-body.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { isString } from '../openai/fields.ts';
import { UpstreamFailure, type UpstreamHeaders } from '../ports.ts';
import { jsonObject, objectsIn, textIn } from './json.ts';
import type { ProviderCall } from './provider.ts';
import { refuseAllBut, unsupported } from './support.ts';
import { modelCall } from './triton.ts';

const NAME = 'Triton';

/** `user` is about the client's account. */
const HONOURED: readonly string[] = ['model', 'input', 'encoding_format', 'user'];

/** Bytes of the JSON before the tensors of a binary answer. */
const JSON_LENGTH = 'inference-header-content-length';

/**
 * All texts in one request of KServe's inference protocol v2. The vectors are asked for in binary, which saves Triton the writing of
 * numbers; a server without that extension answers in JSON.
 *
 * @throws OpenAiError 400 that names what Triton cannot be asked for
 */
export function embeddingsCall(target: TritonTarget, tensors: TritonEmbeddings, request: EmbeddingsRequest): ProviderCall {
  refuseAllBut(HONOURED, request.body, NAME);
  const { inputs } = request;
  if (!inputs.every(isString)) throw unsupported('input', `${NAME} as lists of tokens`);
  const body: JsonObject = {
    inputs: [{ name: tensors.input, datatype: 'BYTES', shape: [inputs.length, 1], data: inputs }],
    outputs: [{ name: tensors.output, parameters: { binary_data: true } }],
  };
  return { ...modelCall(target, 'infer'), body };
}

/** Vectors row by row. */
export interface Vectors {
  readonly numbers: Float32Array<ArrayBuffer>;
  /** Numbers of each. */
  readonly dimensions: number;
}

/**
 * The vectors in an answer.
 *
 * @param output the tensor that holds them
 * @param count of the texts that were sent
 * @throws UpstreamFailure that says what is wrong with the tensor
 */
export function vectorsIn(body: Buffer, headers: UpstreamHeaders, output: string, count: number): Vectors {
  const said = headers[JSON_LENGTH];
  const length = isString(said) ? Number(said) : body.length;
  const answer = jsonObject(body.toString('utf8', 0, length));
  if (answer === undefined) throw broken('the answer is no JSON object');
  const tensor = objectsIn(answer, 'outputs').find((candidate) => candidate.name === output);
  if (tensor === undefined) throw broken(`the answer has no tensor ${output}`);
  const type = textIn(tensor, 'datatype');
  const shape = JSON.stringify(tensor.shape);
  const numbers = isString(said) ? floatsIn(body.subarray(length)) : Float32Array.from(listIn(tensor));
  const dimensions = numbers.length / count;
  const isRows = Array.isArray(tensor.shape) && tensor.shape[0] === count && Number.isInteger(dimensions) && dimensions > 0;
  if (type !== 'FP32' || !isRows)
    throw broken(`the tensor ${output} is ${type} ${shape}, not FP32 with a row for each of ${count} texts`);
  if (!numbers.every(Number.isFinite)) throw broken(`the tensor ${output} holds numbers that are not finite`);
  return { numbers, dimensions };
}

/** Copied, since the bytes may stand at an address that floats cannot be read from. */
function floatsIn(bytes: Buffer): Float32Array<ArrayBuffer> {
  const numbers = new Float32Array(Math.floor(bytes.length / Float32Array.BYTES_PER_ELEMENT));
  bytes.copy(Buffer.from(numbers.buffer));
  return numbers;
}

/** Row by row in one list, or a list for each row: both are in the protocol. */
const listIn = ({ data }: JsonObject): readonly number[] =>
  Array.isArray(data) ? data.flat(Infinity).map((value) => (typeof value === 'number' ? value : Number.NaN)) : [];

const broken = (message: string): UpstreamFailure => new UpstreamFailure('broken', message);
