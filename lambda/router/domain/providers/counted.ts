import { estimatedTokens, type Usage } from '../usage.ts';
import type { TokenCounts } from './pieces.ts';

/** Usage in OpenAI's words. */
export interface OpenAiUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens: number; readonly cache_write_tokens?: number };
  readonly completion_tokens_details?: { readonly reasoning_tokens: number };
}

/**
 * What an answer has cost. The provider's numbers where it has given the last word on them, else estimates from the text.
 *
 * @param bytes of everything that the model wrote
 */
export function usageOf(counts: TokenCounts, whole: boolean, bytes: number, estimateInput: () => number): Usage {
  const { input, output, cached, written, written1h, reasoning } = counts;
  const parts = {
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(written !== undefined && { cacheWriteTokens: written }),
    ...(written1h !== undefined && { cacheWrite1hTokens: written1h }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
  };
  if (whole && input !== undefined && output !== undefined) {
    return { inputTokens: input, outputTokens: output, ...parts, usageSource: 'provider' };
  }
  return {
    inputTokens: input ?? estimateInput(),
    outputTokens: Math.max(output ?? 0, estimatedTokens(bytes)),
    ...parts,
    usageSource: 'estimated',
  };
}

/** OpenAI counts nothing written to a cache; others that do call it so. */
export const openAiUsage = (
  { inputTokens, outputTokens }: Usage,
  { cached, written = 0, reasoning }: TokenCounts,
): OpenAiUsage => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  ...((cached !== undefined || written > 0) && {
    prompt_tokens_details: { cached_tokens: cached ?? 0, ...(written > 0 && { cache_write_tokens: written }) },
  }),
  ...(reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: reasoning } }),
});
