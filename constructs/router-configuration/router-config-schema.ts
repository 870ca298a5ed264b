const text = { type: 'string', minLength: 1 } as const;

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
    models: {
      type: 'object',
      additionalProperties: {
        oneOf: [
          target('echo', {}),
          target('hashing-embedder', { dimensions: { type: 'integer', minimum: 1, maximum: 4096 } }),
          target(
            'openai',
            { baseUrl: { type: 'string', pattern: '^https?://' } },
            {
              model: text,
              apiKey: { type: 'object', required: ['secret'], additionalProperties: false, properties: { secret: text } },
            },
          ),
        ],
      },
    },
  },
};
