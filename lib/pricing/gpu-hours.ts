import type { UnitPrices } from '../../lambda/router/contract/prices.ts';

/** What a replica of a model does with its GPUs in an hour. */
export interface GpuHours {
  /** Of one replica, over all its nodes. */
  readonly gpus: number;
  readonly dollarsPerGpuHour: number;
  /** Tokens of prompts in a second in which it does nothing else. */
  readonly inputTokensPerSecond: number;
  /** Tokens of answers in a second in which it does nothing else. */
  readonly outputTokensPerSecond: number;
  /** Part of its hours in which it answers, above 0 up to 1: the others are paid for as well. */
  readonly busyShare: number;
}

/** What a million tokens cost of a model on GPUs that are paid by the hour: the time that they take of a replica, at its price. */
export function gpuHourPrices({ gpus, dollarsPerGpuHour, busyShare, ...rates }: GpuHours): UnitPrices {
  const microDollarsPerSecond = (gpus * dollarsPerGpuHour * 1_000_000) / 3600 / busyShare;
  const perMillion = (tokensPerSecond: number) => Math.round((microDollarsPerSecond * 1_000_000) / tokensPerSecond);
  return { input: perMillion(rates.inputTokensPerSecond), output: perMillion(rates.outputTokensPerSecond) };
}
