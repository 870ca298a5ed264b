import { BUCKETS, type Features, weighted } from './features.ts';

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
  /** Head after head, one weight a bucket. */
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
export function probabilities({ heads, weights }: LinearModel, features: Features): Readonly<Record<string, number>> {
  return Object.fromEntries(
    heads.map(({ name, bias, scale, slope, offset }, index) => {
      const from = index * BUCKETS;
      const score = bias + scale * weighted(features, (bucket) => weights[from + bucket] ?? 0);
      return [name, 1 / (1 + Math.exp(-(slope * score + offset)))];
    }),
  );
}
