import type { ChatRequest } from '../openai/chat-request.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { isString } from '../openai/fields.ts';
import { contextTokensOf } from '../routing/prompt.ts';
import { estimatedTokens } from '../usage.ts';
import type { Estimate } from './admission.ts';

/** Expected of an answer whose request sets no bound. Settling corrects it. */
const DEFAULT_OUTPUT_TOKENS = 1_024;

/** The prompt, and as many tokens as the answer may have. */
export function estimateOfChat(request: ChatRequest): Estimate {
  const { model, body } = request;
  return { model, inputTokens: contextTokensOf(request), outputTokens: longestAnswerOf(request), ...userIn(body.user) };
}

/** Tokens that the answer may have, over all choices. */
export function longestAnswerOf({ body }: ChatRequest): number {
  const { max_completion_tokens, max_tokens, n } = body;
  const output = numberIn(max_completion_tokens) ?? numberIn(max_tokens) ?? DEFAULT_OUTPUT_TOKENS;
  return Math.min(output * (numberIn(n) ?? 1), Number.MAX_SAFE_INTEGER);
}

export function estimateOfEmbeddings({ model, inputs, body }: EmbeddingsRequest): Estimate {
  const inputTokens = inputs.reduce(
    (sum, input) => sum + (isString(input) ? estimatedTokens(Buffer.byteLength(input)) : input.length),
    0,
  );
  return { model, inputTokens, outputTokens: 0, ...userIn(body.user) };
}

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const userIn = (value: unknown): Pick<Estimate, 'user'> => (isString(value) && value !== '' ? { user: value } : {});
