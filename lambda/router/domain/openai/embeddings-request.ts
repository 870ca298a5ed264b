import type { JsonObject } from '../http/json-body.ts';
import { checkFields, integer, isString, modelName, mustBe, oneOf, refuseIfAny, text } from './fields.ts';

type Tokens = readonly number[];

/** A request to `/v1/embeddings` whose members have the types that OpenAI documents. */
export interface EmbeddingsRequest {
  readonly model: string;
  /** One text or list of tokens per embedding. */
  readonly inputs: readonly (string | Tokens)[];
  readonly encoding: 'float' | 'base64';
  /** @default - as many as the model has */
  readonly dimensions?: number;
  /** Every member, as sent. */
  readonly body: JsonObject;
}

const MAX_INPUTS = 2048;

const FIELDS = { model: modelName, encoding_format: oneOf('float', 'base64'), dimensions: integer(1), user: text };

/** @throws OpenAiError 400 that names the fields at fault */
export function parseEmbeddingsRequest(body: JsonObject): EmbeddingsRequest {
  const inputs = inputsOf(body.input);
  refuseIfAny((report) => {
    if ((body.model ?? null) === null) report('model', mustBe(modelName.expected, body.model));
    if (inputs === undefined) {
      report('input', mustBe(`a filled string, or an array of 1 to ${MAX_INPUTS} strings or token arrays`, body.input));
    }
    checkFields(body, FIELDS, report);
  });
  return {
    model: body.model as string,
    inputs: inputs ?? [],
    encoding: body.encoding_format === 'base64' ? 'base64' : 'float',
    ...(typeof body.dimensions === 'number' && { dimensions: body.dimensions }),
    body,
  };
}

function inputsOf(input: unknown): readonly (string | Tokens)[] | undefined {
  if (isText(input)) return [input];
  if (isTokens(input)) return [input];
  if (!Array.isArray(input) || input.length === 0 || input.length > MAX_INPUTS) return undefined;
  return input.every(isText) || input.every(isTokens) ? input : undefined;
}

const isText = (value: unknown): value is string => isString(value) && value !== '';

const isTokens = (value: unknown): value is Tokens =>
  Array.isArray(value) && value.length > 0 && value.every((token) => Number.isInteger(token) && token >= 0);
