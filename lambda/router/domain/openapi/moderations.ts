import { LIMIT_HEADERS } from './headers.ts';
import type { Tag } from './operation.ts';
import { either, FLAG, listOf, OBJECT, TEXT } from './schema.ts';

const PART = { type: 'object', required: ['type', 'text'], properties: { type: { const: 'text' }, text: TEXT } };

export const MODERATIONS: Tag = {
  name: 'Moderations',
  description: "OpenAI's moderations, judged in the platform: no text leaves it.",
  operations: {
    'POST /v1/moderations': {
      operationId: 'createModeration',
      summary: 'Score texts by category',
      request: 'ModerationRequest',
      answer: 'Moderation',
      reads: ['x-session-id'],
      notes: LIMIT_HEADERS,
    },
  },
  schemas: {
    ModerationRequest: {
      type: 'object',
      required: ['input'],
      properties: {
        input: either(
          TEXT,
          { type: 'array', minItems: 1, maxItems: 256, items: TEXT },
          { type: 'array', minItems: 1, maxItems: 256, items: PART, description: 'Parts of one text; they get one result.' },
        ),
        model: { type: 'string', description: "One of OpenAI's names, such as omni-moderation-latest; all mean the same here." },
      },
    },
    Moderation: {
      type: 'object',
      required: ['id', 'model', 'results'],
      properties: {
        id: TEXT,
        model: TEXT,
        results: listOf({
          type: 'object',
          required: ['flagged', 'categories', 'category_scores'],
          properties: { flagged: FLAG, categories: OBJECT, category_scores: OBJECT, category_applied_input_types: OBJECT },
        }),
      },
    },
  },
};
