import { MODEL_MARKS, MODEL_NOTES } from './headers.ts';
import type { Tag } from './operation.ts';
import { COUNT, either, listOf, MODEL, OBJECT, oneOf, POSITIVE, TEXT } from './schema.ts';

const TOKENS = { type: 'array', minItems: 1, items: COUNT };
const FILLED = { type: 'string', minLength: 1 };

export const EMBEDDINGS: Tag = {
  name: 'Embeddings',
  description: "OpenAI's embeddings.",
  operations: {
    'POST /v1/embeddings': {
      operationId: 'createEmbedding',
      summary: 'Turn texts into vectors',
      request: 'EmbeddingsRequest',
      answer: 'EmbeddingList',
      reads: ['cache-control', 'x-session-id'],
      notes: MODEL_NOTES,
      marks: MODEL_MARKS,
    },
  },
  schemas: {
    EmbeddingsRequest: {
      type: 'object',
      description: 'Members that are not listed pass through to models that take them.',
      required: ['model', 'input'],
      properties: {
        model: MODEL,
        input: either(
          FILLED,
          TOKENS,
          { type: 'array', minItems: 1, maxItems: 2048, items: FILLED },
          { type: 'array', minItems: 1, maxItems: 2048, items: TOKENS },
        ),
        encoding_format: oneOf('float', 'base64'),
        dimensions: POSITIVE,
        user: TEXT,
      },
    },
    EmbeddingList: {
      type: 'object',
      required: ['object', 'data', 'model'],
      properties: { object: { const: 'list' }, data: listOf(OBJECT), model: TEXT, usage: OBJECT },
    },
  },
};
