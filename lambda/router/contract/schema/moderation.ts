import { MASKABLE_CATEGORIES, MODERATION_ACTIONS, MODERATION_CATEGORIES, type ModerationCategory } from '../moderation.ts';
import type { OpinionSource } from '../second-opinion.ts';
import { abuse } from './abuse.ts';
import { flag, mapOf, object, oneOf, type Schema, text, whole } from './schema.ts';
import { baseUrl, modelName, secret } from './targets.ts';

const score: Schema = { type: 'number', minimum: 0, maximum: 1 };

const thresholds = (category: ModerationCategory): Schema =>
  object(
    {},
    Object.fromEntries(
      MODERATION_ACTIONS.filter((action) => action !== 'mask' || MASKABLE_CATEGORIES.includes(category)).map((action) => [
        action,
        score,
      ]),
    ),
  );

const policy = object({}, Object.fromEntries(MODERATION_CATEGORIES.map((category) => [category, thresholds(category)])));

const streamWindow: Schema = { type: 'integer', minimum: 16, maximum: 4096 };

const source = (kind: OpinionSource['kind'], required: Readonly<Record<string, Schema>>, optional = {}): Schema =>
  object({ kind: { enum: [kind] }, ...required }, optional);

const secondOpinion = object({
  source: {
    oneOf: [
      source('bedrock-guardrail', { id: text, version: text }, { region: text }),
      source('llama-guard', { model: modelName }),
      source('openai-moderation', { baseUrl, model: modelName }, { apiKey: secret }),
    ],
  },
  between: { type: 'array', minItems: 2, maxItems: 2, items: score, description: 'two numbers from 0 to 1' },
  timeoutMs: whole,
});

const tenantModeration = object(
  { whenUnavailable: oneOf('refuse', 'allow'), streamWindow },
  { input: policy, output: policy, abuse, watermark: flag, secondOpinion },
);

export const moderation = object({}, { default: tenantModeration, tenants: mapOf(tenantModeration) });
