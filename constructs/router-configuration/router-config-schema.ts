import { HOURS_PATTERN, ROUTE_STRATEGIES, WEEKDAYS } from '../../lambda/router/contract.ts';

const text = { type: 'string', minLength: 1 } as const;
const baseUrl = { type: 'string', pattern: '^https?://' } as const;
const apiKey = { type: 'object', required: ['secret'], additionalProperties: false, properties: { secret: text } } as const;

const whole = { type: 'integer', minimum: 1 } as const;
const rates = { requestsPerMinute: whole, tokensPerMinute: whole, concurrency: whole } as const;
const rateLimits = { type: 'object', additionalProperties: false, properties: rates } as const;

const tenantLimits: object = {
  type: 'object',
  required: ['whenUnavailable'],
  additionalProperties: false,
  properties: { ...rates, perKey: rateLimits, perUser: rateLimits, whenUnavailable: { enum: ['refuse', 'localShare'] } },
};

/** A model target: its `kind`, and no property that this kind does not know. */
function target(
  kind: string,
  required: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
): object {
  return {
    type: 'object',
    required: ['kind', ...Object.keys(required)],
    additionalProperties: false,
    properties: { kind: { enum: [kind] }, ...required, ...optional },
  };
}

const object = (required: Readonly<Record<string, object>>, optional: Readonly<Record<string, object>> = {}): object => ({
  type: 'object',
  ...(Object.keys(required).length > 0 && { required: Object.keys(required) }),
  additionalProperties: false,
  properties: { ...required, ...optional },
});

const texts = { type: 'array', minItems: 1, items: text } as const;
const bounds = object({}, { min: { type: 'number', minimum: 0 }, max: { type: 'number', minimum: 0 } });

const conditions = object(
  {},
  {
    tenants: texts,
    regions: texts,
    time: object(
      {},
      {
        days: { type: 'array', minItems: 1, items: { enum: WEEKDAYS } },
        hours: { type: 'string', pattern: HOURS_PATTERN.source },
      },
    ),
    contextTokens: bounds,
    complexity: bounds,
    stream: { type: 'boolean' },
  },
);

const route = object(
  {
    strategy: { enum: ROUTE_STRATEGIES },
    splitBy: { enum: ['request', 'principal'] },
    candidates: {
      type: 'array',
      minItems: 1,
      items: object({ model: text }, { weight: { type: 'number', minimum: 0, exclusiveMinimum: true }, when: conditions }),
    },
  },
  { defaultAnswer: { type: 'string' } },
);

/**
 * The shape of `RouterConfig` in JSON Schema draft 4, the only draft that AppConfig reads. AppConfig refuses to deploy a configuration that
 * does not match, also one that somebody wrote by hand in the console.
 */
export const ROUTER_CONFIG_SCHEMA = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  required: ['version', 'models'],
  additionalProperties: false,
  properties: {
    version: { enum: [1] },
    limits: { type: 'object', additionalProperties: tenantLimits },
    models: {
      type: 'object',
      additionalProperties: {
        oneOf: [
          target('echo', {}),
          target('hashing-embedder', { dimensions: { type: 'integer', minimum: 1, maximum: 4096 } }),
          target('openai', { baseUrl }, { model: text, apiKey }),
          target('anthropic', { baseUrl }, { model: text, apiKey }),
          target('bedrock', { modelId: text }, { region: text }),
          target('triton', { baseUrl, model: text }, { version: { type: 'integer', minimum: 1 } }),
        ],
      },
    },
    routes: { type: 'object', additionalProperties: route },
    residency: { type: 'object', additionalProperties: texts },
  },
};
