/** Tokens that an upstream says it has used. */
export interface TokenCounts {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * The last `usage` object in an answer's text, which need not be whole JSON. A message that talks about "usage" cannot deceive it:
 * inside a JSON string the closing quote of the word would be escaped.
 */
export function reportedUsage(text: string): TokenCounts | undefined {
  const starts = [...text.matchAll(/"usage"\s*:\s*(?=\{)/g)];
  const last = starts.at(-1);
  if (last === undefined) return undefined;
  const usage = objectAt(text, last.index + last[0].length);
  const input = usage?.prompt_tokens;
  const output = usage?.completion_tokens ?? 0;
  return isCount(input) && isCount(output) ? { inputTokens: input, outputTokens: output } : undefined;
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

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
