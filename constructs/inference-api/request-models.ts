import { type JsonSchema, JsonSchemaType } from 'aws-cdk-lib/aws-apigateway';

const NAME: JsonSchema = { type: JsonSchemaType.STRING, minLength: 1 };

/**
 * What API Gateway checks of a body before it wakes the router, by path: that it is a JSON object with the fields without which no
 * answer is possible. Everything else is the router's to judge, with an error that names the field.
 */
export const REQUEST_MODELS: Readonly<Record<string, JsonSchema>> = {
  '/v1/chat/completions': {
    type: JsonSchemaType.OBJECT,
    required: ['model', 'messages'],
    // None at all is an answerable request where a prompt template brings them.
    properties: { model: NAME, messages: { type: JsonSchemaType.ARRAY, items: { type: JsonSchemaType.OBJECT } } },
  },
  '/v1/responses': {
    type: JsonSchemaType.OBJECT,
    required: ['model', 'input'],
    properties: { model: NAME, input: { type: [JsonSchemaType.STRING, JsonSchemaType.ARRAY] } },
  },
  // The router asks for max_tokens itself, with an error in Anthropic's shape.
  '/v1/messages': {
    type: JsonSchemaType.OBJECT,
    required: ['model', 'messages'],
    properties: { model: NAME, messages: { type: JsonSchemaType.ARRAY, minItems: 1, items: { type: JsonSchemaType.OBJECT } } },
  },
  '/v1/embeddings': {
    type: JsonSchemaType.OBJECT,
    required: ['model', 'input'],
    properties: { model: NAME, input: { type: [JsonSchemaType.STRING, JsonSchemaType.ARRAY] } },
  },
  '/v1/moderations': {
    type: JsonSchemaType.OBJECT,
    required: ['input'],
    properties: { input: { type: [JsonSchemaType.STRING, JsonSchemaType.ARRAY] } },
  },
};
