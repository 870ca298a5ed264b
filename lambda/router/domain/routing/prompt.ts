import { textOf } from '../openai/chat-message.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { isString } from '../openai/fields.ts';
import { estimatedTokens } from '../usage.ts';

/** Tokens of everything that a chat model reads: messages and the tools it may call. */
export const contextTokensOf = ({ messages, body }: ChatRequest): number =>
  bytesAsTokens([...messages.map(textOf), body.tools === undefined ? '' : JSON.stringify(body.tools)]);

/** Texts to embed; a token that came as a number stands for about four bytes, as in the estimate for text. */
export const textsOf = ({ inputs }: EmbeddingsRequest): readonly string[] =>
  inputs.map((input) => (isString(input) ? input : ' '.repeat(input.length * 4)));

export const bytesAsTokens = (texts: readonly string[]): number =>
  estimatedTokens(texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0));
