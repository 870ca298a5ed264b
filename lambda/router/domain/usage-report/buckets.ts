import type { UsageRow } from '../../contract/usage.ts';
import { NOTHING, type UsageTotals, withRow } from './totals.ts';

/** Usage within a time, named as in OpenAI's usage API where that has a name. Times are Unix seconds. */
export interface UsageBucket {
  readonly object: 'bucket';
  readonly start_time: number;
  readonly end_time: number;
  readonly results: readonly UsageResult[];
}

export interface UsageResult {
  readonly object: 'usage.result';
  /** As the client named it; null unless the results are grouped by model. */
  readonly model: string | null;
  readonly num_model_requests: number;
  readonly num_attempts: number;
  readonly input_tokens: number;
  readonly input_cached_tokens: number;
  readonly input_cache_write_tokens: number;
  readonly input_cache_write_1h_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly cost_micro_dollars: number;
  readonly num_unpriced_attempts: number;
  readonly num_partial_attempts: number;
  readonly num_estimated_attempts: number;
}

/** A time and how it is divided. Epoch milliseconds. */
export interface Division {
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
  readonly byModel: boolean;
}

/** Adds up rows bucket by bucket, in bounded memory. */
export class Buckets {
  readonly #division: Division;
  /** By start of the bucket and group. */
  readonly #totals = new Map<number, Map<string, UsageTotals>>();

  constructor(division: Division) {
    this.#division = division;
  }

  add(row: UsageRow): void {
    const { bucketMs, byModel } = this.#division;
    const start = floorTo(Date.parse(row.at), bucketMs);
    const groups = this.#totals.get(start) ?? new Map<string, UsageTotals>();
    const group = byModel ? row.model : '';
    groups.set(group, withRow(groups.get(group) ?? NOTHING, row));
    this.#totals.set(start, groups);
  }

  /** All buckets that begin before a moment, also those in which nothing was used. */
  until(end: number): readonly UsageBucket[] {
    const { from, to, bucketMs, byModel } = this.#division;
    const found: UsageBucket[] = [];
    for (let start = floorTo(from, bucketMs); start < Math.min(to, end); start += bucketMs) {
      const groups = [...(this.#totals.get(start) ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
      found.push({
        object: 'bucket',
        start_time: seconds(Math.max(start, from)),
        end_time: seconds(Math.min(start + bucketMs, to)),
        results: groups.map(([group, totals]) => resultOf(byModel ? group : null, totals)),
      });
    }
    return found;
  }
}

/** Midnight or the full hour (UTC) before a moment. */
export const floorTo = (at: number, bucketMs: number): number => at - (at % bucketMs);

const seconds = (at: number): number => Math.floor(at / 1000);

const resultOf = (model: string | null, totals: UsageTotals): UsageResult => ({
  object: 'usage.result',
  model,
  num_model_requests: totals.requests,
  num_attempts: totals.attempts,
  input_tokens: totals.inputTokens,
  input_cached_tokens: totals.cachedInputTokens,
  input_cache_write_tokens: totals.cacheWriteTokens,
  input_cache_write_1h_tokens: totals.cacheWrite1hTokens,
  output_tokens: totals.outputTokens,
  reasoning_tokens: totals.reasoningTokens,
  cost_micro_dollars: totals.costMicroDollars,
  num_unpriced_attempts: totals.unpriced,
  num_partial_attempts: totals.partial,
  num_estimated_attempts: totals.estimated,
});
