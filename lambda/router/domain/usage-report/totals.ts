import type { UsageRow } from '../../contract/usage.ts';

/** What rows of the ledger add up to. Whole numbers. */
export interface UsageTotals {
  /** Requests to models. */
  readonly requests: number;
  /** Attempts at upstreams, one or more for each request. */
  readonly attempts: number;
  readonly inputTokens: number;
  /** Of the input, read from providers' prompt caches. */
  readonly cachedInputTokens: number;
  /** Of the input, written to providers' prompt caches. */
  readonly cacheWriteTokens: number;
  /** Of those, for an hour. */
  readonly cacheWrite1hTokens: number;
  readonly outputTokens: number;
  /** Of the output, thought before the answer. */
  readonly reasoningTokens: number;
  /** As far as prices are known. */
  readonly costMicroDollars: number;
  /** Attempts whose price is not known. */
  readonly unpriced: number;
  /** Attempts whose answer broke off. */
  readonly partial: number;
  /** Attempts whose tokens nobody reported or counted. */
  readonly estimated: number;
}

export const NOTHING: UsageTotals = Object.freeze({
  requests: 0,
  attempts: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  cacheWrite1hTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costMicroDollars: 0,
  unpriced: 0,
  partial: 0,
  estimated: 0,
});

/** Totals with one more row. */
export const withRow = (totals: UsageTotals, row: UsageRow): UsageTotals => ({
  requests: totals.requests + (row.attempt === 1 ? 1 : 0),
  attempts: totals.attempts + 1,
  inputTokens: totals.inputTokens + row.inputTokens,
  cachedInputTokens: totals.cachedInputTokens + (row.cachedInputTokens ?? 0),
  cacheWriteTokens: totals.cacheWriteTokens + (row.cacheWriteTokens ?? 0),
  cacheWrite1hTokens: totals.cacheWrite1hTokens + (row.cacheWrite1hTokens ?? 0),
  outputTokens: totals.outputTokens + row.outputTokens,
  reasoningTokens: totals.reasoningTokens + (row.reasoningTokens ?? 0),
  costMicroDollars: totals.costMicroDollars + (row.costMicroDollars ?? 0),
  unpriced: totals.unpriced + (row.costMicroDollars === undefined ? 1 : 0),
  partial: totals.partial + (row.partial ? 1 : 0),
  estimated: totals.estimated + (row.usageSource === 'estimated' ? 1 : 0),
});
