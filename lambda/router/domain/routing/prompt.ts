import { bytesOf, bytesOfContent, bytesOfMessage } from '../openai/chat-message.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { isObject, isString } from '../openai/fields.ts';
import { estimatedTokens } from '../usage.ts';

/** Tokens of everything that a chat model reads: messages, the tools it may call, the schema of its answer, and what that will be like. */
export function contextTokensOf({ messages, body }: ChatRequest): number {
  const { tools, functions, response_format: format, prediction } = body;
  const schema = isObject(format) ? format.json_schema : undefined;
  const expected = isObject(prediction) ? prediction.content : undefined;
  const asked = bytesOf(tools) + bytesOf(functions) + bytesOf(schema) + bytesOfContent(expected);
  return estimatedTokens(messages.reduce((sum, message) => sum + bytesOfMessage(message), asked));
}

/** The same, counted when it is first asked for: once for the quota, the route and the ledger. */
export function contextTokensIn(request: ChatRequest): () => number {
  let tokens: number | undefined;
  return () => {
    tokens ??= contextTokensOf(request);
    return tokens;
  };
}

/** Texts to embed; a token that came as a number stands for about four bytes, as in the estimate for text. */
export const textsOf = ({ inputs }: EmbeddingsRequest): readonly string[] =>
  inputs.map((input) => (isString(input) ? input : ' '.repeat(input.length * 4)));

export const bytesAsTokens = (texts: readonly string[]): number =>
  estimatedTokens(texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0));
