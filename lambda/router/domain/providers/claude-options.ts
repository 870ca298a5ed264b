import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { mustBe } from '../openai/fields.ts';

/** Claude's efforts by OpenAI's. There is none for `none`: which models think unasked is not the same for all. */
const EFFORTS: Readonly<Record<string, string>> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
  max: 'max',
};

/** @throws OpenAiError 400 for an effort that Claude does not have */
export function effortMember({ body: { reasoning_effort: asked } }: ChatRequest, provider: string): JsonObject {
  if ((asked ?? null) === null) return {};
  const effort = Object.hasOwn(EFFORTS, String(asked)) ? EFFORTS[String(asked)] : undefined;
  if (effort === undefined) {
    const expected = `one of ${Object.keys(EFFORTS).join(', ')} for ${provider}`;
    throw invalidRequest(`'reasoning_effort' ${mustBe(expected, asked)}.`, 'reasoning_effort', 'unsupported_parameter');
  }
  return { effort };
}

/** @throws OpenAiError 400 for what is no such number */
export function topKMember({ body: { top_k: topK } }: ChatRequest): JsonObject {
  if ((topK ?? null) === null) return {};
  if (!Number.isInteger(topK) || (topK as number) < 0) {
    throw invalidRequest(`'top_k' ${mustBe('an integer of at least 0', topK)}.`, 'top_k');
  }
  return { top_k: topK };
}
