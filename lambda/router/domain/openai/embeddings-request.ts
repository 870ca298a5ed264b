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
  const { input } = body;
  const flaw = flawIn(input);
  refuseIfAny((report) => {
    if ((body.model ?? null) === null) report('model', mustBe(modelName.expected, body.model));
    if (flaw !== undefined) report(flaw.at, flaw.says);
    checkFields(body, FIELDS, report);
  });
  return {
    model: body.model as string,
    inputs: isText(input) || isTokens(input) ? [input] : (input as EmbeddingsRequest['inputs']),
    encoding: body.encoding_format === 'base64' ? 'base64' : 'float',
    ...(typeof body.dimensions === 'number' && { dimensions: body.dimensions }),
    body,
  };
}

function flawIn(input: unknown): { readonly at: string; readonly says: string } | undefined {
  if (isText(input) || isTokens(input)) return undefined;
  if (!Array.isArray(input) || input.length === 0) {
    return { at: 'input', says: mustBe(`a filled string, or an array of 1 to ${MAX_INPUTS} strings or token arrays`, input) };
  }
  if (input.length > MAX_INPUTS) return { at: 'input', says: `must have at most ${MAX_INPUTS} elements, not ${input.length}` };
  const ofTokens = isTokens(input[0]);
  const at = input.findIndex((element) => !(ofTokens ? isTokens(element) : isText(element)));
  const expected = ofTokens ? 'an array of token ids like the first' : 'a filled string';
  return at < 0 ? undefined : { at: `input[${at}]`, says: mustBe(expected, input[at]) };
}

const isText = (value: unknown): value is string => isString(value) && value !== '';

const isTokens = (value: unknown): value is Tokens =>
  Array.isArray(value) && value.length > 0 && value.every((token) => Number.isInteger(token) && token >= 0);
