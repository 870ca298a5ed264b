import type { RouterConfig } from '../../contract/router-config.ts';
import { ANTHROPIC_MAX_TOKENS, type ModelTarget } from '../../contract/targets.ts';
import type { JsonObject } from '../http/json-body.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { isString } from '../openai/fields.ts';
import { targetsOf } from '../openai/models.ts';
import { personIn } from '../openai/person.ts';
import { estimatedTokens } from '../usage.ts';
import type { Estimate } from './admission.ts';

/** Expected of an answer that nobody bounds. Settling corrects it. */
const DEFAULT_OUTPUT_TOKENS = 1_024;

/**
 * As many tokens as the answer may have, beside those of the prompt.
 *
 * @param inputTokens of the prompt
 */
export function estimateOfChat(request: ChatRequest, config: RouterConfig, inputTokens: number): Estimate {
  const { model, body } = request;
  const outputTokens = longestAnswerOf(request, targetsOf(config, model));
  return { model, inputTokens, outputTokens, ...userOf(body) };
}

/**
 * Tokens that the answer may have, over all choices: by the larger of the request's two limits.
 *
 * @param targets that may answer: some are sent a limit of their own when the request has none
 */
export function longestAnswerOf({ body }: ChatRequest, targets: readonly ModelTarget[] = []): number {
  const { max_completion_tokens, max_tokens, n } = body;
  // Which of them an upstream obeys is its own affair.
  const asked = [max_completion_tokens, max_tokens].filter(isNumber);
  const output = asked.length > 0 ? Math.max(...asked) : Math.max(DEFAULT_OUTPUT_TOKENS, ...targets.map(limitAt));
  return Math.min(output * (isNumber(n) ? n : 1), Number.MAX_SAFE_INTEGER);
}

export function estimateOfEmbeddings({ model, inputs, body }: EmbeddingsRequest): Estimate {
  const inputTokens = inputs.reduce(
    (sum, input) => sum + (isString(input) ? estimatedTokens(Buffer.byteLength(input)) : input.length),
    0,
  );
  return { model, inputTokens, outputTokens: 0, ...userOf(body) };
}

const limitAt = (target: ModelTarget): number =>
  target.kind === 'anthropic' ? (target.maxTokens ?? ANTHROPIC_MAX_TOKENS) : DEFAULT_OUTPUT_TOKENS;

const isNumber = (value: unknown): value is number => typeof value === 'number';

function userOf(body: JsonObject): Pick<Estimate, 'user'> {
  const user = personIn(body);
  return user === undefined ? {} : { user };
}
