import type { Tag } from './operation.ts';
import { TEXT } from './schema.ts';

export const SESSIONS: Tag = {
  name: 'Sessions',
  description: 'Conversations that the platform keeps, by `x-session-id`.',
  operations: {
    'DELETE /v1/sessions/{id}': {
      operationId: 'deleteSession',
      summary: "Forgets a conversation of the caller's own; the same answer whether there was one or not",
      answer: 'DeletedSession',
    },
  },
  schemas: {
    DeletedSession: {
      type: 'object',
      required: ['id', 'object', 'deleted'],
      properties: { id: TEXT, object: { const: 'session.deleted' }, deleted: { const: true } },
    },
  },
};
