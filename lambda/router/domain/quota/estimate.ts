import { type ChatMessage, textOf } from '../openai/chat-message.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { isString } from '../openai/fields.ts';
import { estimatedTokens } from '../usage.ts';
import type { Estimate } from './admission.ts';

/** Expected of an answer whose request sets no bound. Settling corrects it. */
const DEFAULT_OUTPUT_TOKENS = 1_024;

/** The prompt, and as many tokens as the answer may have. */
export function estimateOfChat({ messages, body }: ChatRequest): Estimate {
  const { max_completion_tokens, max_tokens, n } = body;
  const output = numberIn(max_completion_tokens) ?? numberIn(max_tokens) ?? DEFAULT_OUTPUT_TOKENS;
  const input = estimatedTokens(
    messages.reduce((bytes: number, message: ChatMessage) => bytes + Buffer.byteLength(textOf(message)), 0),
  );
  const tokens = Math.min(input + output * (numberIn(n) ?? 1), Number.MAX_SAFE_INTEGER);
  return { tokens, ...userIn(body.user) };
}

export function estimateOfEmbeddings({ inputs, body }: EmbeddingsRequest): Estimate {
  const tokens = inputs.reduce(
    (sum, input) => sum + (isString(input) ? estimatedTokens(Buffer.byteLength(input)) : input.length),
    0,
  );
  return { tokens, ...userIn(body.user) };
}

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const userIn = (value: unknown): Pick<Estimate, 'user'> => (isString(value) && value !== '' ? { user: value } : {});
