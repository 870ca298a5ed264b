import type { JsonObject } from '../http/json-body.ts';
import { isObject, isString, mustBe, oneOf, refuseIfAny } from '../openai/fields.ts';

/** A request to `/v1/moderations`, checked. */
export interface ModerationRequest {
  /** As the client named it. */
  readonly model: string;
  readonly texts: readonly string[];
  /** The texts are parts of one thing and get one result; else each gets its own. */
  readonly together: boolean;
}

const DEFAULT_MODEL = 'omni-moderation-latest';

/** OpenAI's names, which clients have built in; all mean the one judge that is here. */
const MODELS = oneOf(DEFAULT_MODEL, 'omni-moderation-2024-09-26', 'text-moderation-latest', 'text-moderation-stable');

const MAX_TEXTS = 256;

/** @throws OpenAiError 400 that names the fields at fault */
export function parseModerationRequest({ model, input }: JsonObject): ModerationRequest {
  const parts = Array.isArray(input) && input.length > 0 && input.every(isTextPart);
  const texts = isString(input) ? [input] : parts ? input.map(({ text }) => text) : input;
  refuseIfAny((report) => {
    if ((model ?? null) !== null && !MODELS.accepts(model)) report('model', mustBe(MODELS.expected, model));
    if (!isTexts(texts)) {
      report('input', mustBe(`a text, or an array of 1 to ${MAX_TEXTS} texts or parts { type: 'text', text }`, input));
    }
  });
  return { model: isString(model) ? model : DEFAULT_MODEL, texts: isTexts(texts) ? texts : [], together: parts };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.length <= MAX_TEXTS && value.every(isString);

const isTextPart = (value: unknown): value is { readonly text: string } =>
  isObject(value) && value.type === 'text' && isString(value.text);
