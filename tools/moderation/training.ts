import { BUCKETS } from '../../lambda/common/moderation/model/buckets.ts';
import { type Features, MARK, weighted } from '../../lambda/common/moderation/model/features.ts';
import { generator } from './random.ts';

/** One labelled text as the model sees it. */
export interface Sample {
  readonly features: Features;
  readonly positive: boolean;
  /** How much it counts. @default 1 */
  readonly weight?: number;
}

export interface TrainingOptions {
  readonly epochs: number;
  readonly learningRate: number;
  /** Keeps weights small, so that the model leans on what many texts share rather than on what one source says. */
  readonly l2: number;
  readonly seed: number;
}

/** A trained question, before it is rounded to bytes. */
export interface TrainedHead {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** Logistic regression by stochastic gradient descent with AdaGrad steps; the same samples and seed give the same weights. */
export function trainHead(samples: readonly Sample[], { epochs, learningRate, l2, seed }: TrainingOptions): TrainedHead {
  const weights = new Float64Array(BUCKETS);
  const squares = new Float64Array(BUCKETS).fill(1e-8);
  const order = samples.map((_, index) => index);
  const random = generator(seed);
  let bias = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const index of order) {
      const sample = samples[index];
      if (sample === undefined) continue;
      const { features, positive, weight = 1 } = sample;
      const gradient = weight * (1 / (1 + Math.exp(-scoreOf({ weights, bias }, features))) - (positive ? 1 : 0));
      bias -= 0.02 * gradient;
      const step = (buckets: Uint32Array, value: number) => {
        for (const bucket of buckets) {
          const slope = gradient * value + l2 * (weights[bucket] ?? 0);
          squares[bucket] = (squares[bucket] ?? 0) + slope * slope;
          weights[bucket] = (weights[bucket] ?? 0) - (learningRate * slope) / Math.sqrt(squares[bucket] ?? 1);
        }
      };
      step(features.grams, 1 / Math.sqrt(features.grams.length || 1));
      step(features.marks, MARK);
    }
  }
  return { weights, bias };
}

export const scoreOf = ({ weights, bias }: TrainedHead, features: Features): number =>
  bias + weighted(features, (bucket) => weights[bucket] ?? 0);

/** The largest weight becomes 127. */
export function rounded(weights: Float64Array): { readonly bytes: Int8Array; readonly scale: number } {
  // The few largest of half a million weights may be cut: finer steps for all others are worth more.
  const sorted = weights.map(Math.abs).sort();
  const largest = sorted[Math.floor(sorted.length * 0.9995)] || 1;
  const scale = largest / 127;
  const bytes = new Int8Array(weights.length);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Math.max(-127, Math.min(127, Math.round((weights[index] ?? 0) / scale)));
  }
  return { scale, bytes };
}

/** Platt scaling by gradient descent: how scores become probabilities on texts that the weights have not seen. */
export function calibrate(scored: readonly { readonly score: number; readonly positive: boolean }[]): {
  readonly slope: number;
  readonly offset: number;
} {
  let slope = 1;
  let offset = 0;
  for (let round = 0; round < 2_000; round++) {
    let bySlope = 0;
    let byOffset = 0;
    for (const { score, positive } of scored) {
      const error = 1 / (1 + Math.exp(-(slope * score + offset))) - (positive ? 1 : 0);
      bySlope += error * score;
      byOffset += error;
    }
    slope -= (0.5 * bySlope) / scored.length;
    offset -= (0.5 * byOffset) / scored.length;
  }
  return { slope, offset };
}

function shuffle(list: number[], random: () => number): void {
  for (let index = list.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [list[index], list[other]] = [list[other] ?? 0, list[index] ?? 0];
  }
}
