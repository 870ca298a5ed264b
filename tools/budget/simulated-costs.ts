import { costOf } from '../../lambda/router/domain/prices/cost.ts';
import type { TracedRequest } from './trace.ts';

/** Micro-dollars. */
export interface Costs {
  /** As the router expects it of a request without a maximum of its own. */
  readonly expected: number;
  readonly actual: number;
}

/** As in the router's estimates. */
const EXPECTED_OUTPUT_TOKENS = 1_024;

/** Output costs five times what input costs, as with most models; the cheaper model costs a fifth of the usual one. */
const OUTPUT_FACTOR = 5;
const CHEAPER_FACTOR = 0.2;

/** Prices under which all passes of a trace would cost so much. */
export function costsUnder(
  trace: readonly TracedRequest[],
  passes: number,
  totalMicroDollars: number,
): (request: TracedRequest, model: 'usual' | 'cheaper') => Costs {
  const weight = trace.reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + OUTPUT_FACTOR * outputTokens, 0);
  // Micro-dollars for a million tokens.
  const input = (totalMicroDollars / passes / weight) * 1_000_000;
  const priceOf = (factor: number) => ({
    input: Math.round(input * factor),
    output: Math.round(input * factor * OUTPUT_FACTOR),
    catalogue: 'configuration' as const,
  });
  const prices = { usual: priceOf(1), cheaper: priceOf(CHEAPER_FACTOR) };
  return ({ inputTokens, outputTokens }, model) => ({
    expected: costOf(prices[model], { inputTokens, outputTokens: EXPECTED_OUTPUT_TOKENS }),
    actual: costOf(prices[model], { inputTokens, outputTokens }),
  });
}
