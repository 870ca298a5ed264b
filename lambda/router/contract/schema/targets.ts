import type { ModelTarget } from '../targets.ts';
import { upstreamTimeouts as timeouts } from './resilience.ts';
import { object, oneOf, type Schema, text, whole } from './schema.ts';

export const modelName: Schema = { type: 'string', minLength: 1, maxLength: 256 };
export const secret: Schema = { ...object({ secret: text }), description: 'an object { "secret": "<name>" }' };

/** Credentials, query and fragment would end up in logs, or be lost. */
export const baseUrl: Schema = {
  type: 'string',
  pattern: '^https?://[^\\s@?#/]+(/[^\\s?#]*)?$',
  description: 'an http(s) URL without credentials, query or fragment',
};

/** More dimensions than any embedding model has; bounds what one request can make us compute. */
const dimensions: Schema = { type: 'integer', minimum: 1, maximum: 4096 };

/** The tensors of an embedding model behind Triton. */
const tensors = object({ input: modelName, output: modelName });

const tokenLimit = oneOf('max_tokens', 'max_completion_tokens');

const coldStart = object({ release: text, withinMs: whole });

const KINDS: Readonly<
  Record<ModelTarget['kind'], readonly [Readonly<Record<string, Schema>>, Readonly<Record<string, Schema>>]>
> = {
  echo: [{}, {}],
  'hashing-embedder': [{ dimensions }, {}],
  openai: [{ baseUrl }, { model: modelName, apiKey: secret, tokenLimit, timeouts, coldStart }],
  anthropic: [{ baseUrl }, { model: modelName, apiKey: secret, maxTokens: whole, timeouts }],
  bedrock: [{ modelId: text }, { region: text, timeouts }],
  triton: [
    { baseUrl, model: modelName },
    { version: whole, backend: oneOf('tensorrt-llm', 'vllm'), embeddings: tensors, timeouts, coldStart },
  ],
};

export const modelTarget: Schema = {
  oneOf: Object.entries(KINDS).map(([kind, [required, optional]]) => object({ kind: { enum: [kind] }, ...required }, optional)),
};
