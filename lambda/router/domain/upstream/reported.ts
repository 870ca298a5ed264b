import { isObject } from '../openai/fields.ts';
import type { PricedTokens } from '../prices/cost.ts';
import { isTokenCount } from '../usage.ts';

/**
 * The largest `usage` in an answer's text, which need not be whole JSON: streams count up, and Groq takes the sum apart by model after it. A
 * message that talks about "usage" cannot deceive it: inside a JSON string the closing quote of the word would be escaped.
 */
export function reportedUsage(text: string): PricedTokens | undefined {
  let largest: PricedTokens | undefined;
  for (const { index, 0: name } of text.matchAll(/"usage"\s*:\s*(?=\{)/g)) {
    const counts = countsIn(objectAt(text, index + name.length));
    if (counts !== undefined && sumOf(counts) >= sumOf(largest)) largest = counts;
  }
  return largest;
}

const sumOf = (counts?: PricedTokens): number => (counts === undefined ? 0 : counts.inputTokens + counts.outputTokens);

function countsIn(usage: Readonly<Record<string, unknown>> | undefined): PricedTokens | undefined {
  const input = usage?.prompt_tokens;
  const output = usage?.completion_tokens ?? 0;
  if (usage === undefined || !isTokenCount(input) || !isTokenCount(output)) return undefined;
  const { total_tokens: total, prompt_tokens_details: read, completion_tokens_details: written } = usage;
  return {
    inputTokens: input,
    // Some servers, Gemini's among them, leave out of the completion what the model thought, and bill it all the same.
    outputTokens: isTokenCount(total) ? Math.max(output, total - input) : output,
    ...detail('cachedInputTokens', read, 'cached_tokens'),
    ...detail('cacheWriteTokens', read, 'cache_write_tokens'),
    ...detail('reasoningTokens', written, 'reasoning_tokens'),
  };
}

function detail(name: keyof PricedTokens, details: unknown, reported: string): Partial<PricedTokens> {
  const count = isObject(details) ? details[reported] : undefined;
  return isTokenCount(count) ? { [name]: count } : {};
}

/** The name that the upstream gave the model in its answer. */
export const reportedModel = (text: string): string | undefined => /"model"\s*:\s*"([^"\\]{1,256})"/.exec(text)?.[1];

/** Whether the tail of a stream holds the end mark. */
export const hasEndMark = (tail: string): boolean => /\ndata: ?\[DONE\]/.test(tail);

/** Whether the tail of a stream says why the text stopped: servers that send no end mark say at least that. */
export const hasFinishReason = (tail: string): boolean => /"finish_reason"\s*:\s*"/.test(tail);

function objectAt(text: string, start: number): Readonly<Record<string, unknown>> | undefined {
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return parsed(text.slice(start, index + 1));
  }
  return undefined;
}

function parsed(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
