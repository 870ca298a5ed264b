import { BUCKETS } from './buckets.ts';
import { type Features, together } from './features.ts';

/** One yes-or-no question that the model answers. */
export interface Head {
  readonly name: string;
  readonly bias: number;
  /** A weight of 1 in the file stands for so much. */
  readonly scale: number;
  /** Platt scaling: probability = 1 / (1 + exp(-(slope × score + offset))). */
  readonly slope: number;
  readonly offset: number;
}

/** A repository of labelled texts, as it was when the model was trained. */
export interface DataVersion {
  /** `owner/name` at GitHub. */
  readonly repository: string;
  readonly commit: string;
}

/** A linear classifier over hashed features, as it was trained. */
export interface LinearModel {
  /** Of the weights: the same weights, the same version. */
  readonly version: string;
  /** What it was trained on. */
  readonly data: readonly DataVersion[];
  readonly heads: readonly Head[];
  /** Bucket after bucket, one weight a head: a feature's weights lie beside each other, and come from memory together. */
  readonly weights: Int8Array;
}

/** The file: the length of the JSON header as four bytes, little endian; the header; the weights. */
export function encodeModel({ version, data, heads, weights }: LinearModel): Buffer {
  const header = Buffer.from(JSON.stringify({ version, buckets: BUCKETS, data, heads }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, header, Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength)]);
}

/** @throws Error when the bytes are no model of this program's features */
export function decodeModel(bytes: Buffer): LinearModel {
  const length = bytes.length < 4 ? 0 : bytes.readUInt32LE();
  if (length === 0 || bytes.length < 4 + length) throw new Error('the model file is cut off');
  const { version, buckets, data, heads } = JSON.parse(bytes.toString('utf8', 4, 4 + length));
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset + 4 + length, bytes.length - 4 - length);
  if (buckets !== BUCKETS) throw new Error(`the model has ${buckets} buckets; this program's features have ${BUCKETS}`);
  if (weights.length !== BUCKETS * heads.length)
    throw new Error(`the model file holds ${weights.length} weights for ${heads.length} heads`);
  return Object.freeze({ version, data, heads, weights });
}

/** Probabilities by the name of the head. */
export function probabilities({ heads, weights }: LinearModel, { grams, marks }: Features): Readonly<Record<string, number>> {
  const ofGrams = sums(weights, heads.length, grams);
  const ofMarks = sums(weights, heads.length, marks);
  const result: Record<string, number> = {};
  for (const [index, { name, bias, scale, slope, offset }] of heads.entries()) {
    const score = bias + scale * together(ofGrams[index] ?? 0, ofMarks[index] ?? 0, grams.length);
    result[name] = 1 / (1 + Math.exp(-(slope * score + offset)));
  }
  return result;
}

/** By head. */
function sums(weights: Int8Array, heads: number, buckets: Uint32Array): readonly number[] {
  const result = new Array<number>(heads).fill(0);
  for (let index = 0; index < buckets.length; index++) {
    const from = (buckets[index] ?? 0) * heads;
    for (let head = 0; head < heads; head++) result[head] = (result[head] ?? 0) + (weights[from + head] ?? 0);
  }
  return result;
}
