import type { Tag } from './operation.ts';
import { OBJECT } from './schema.ts';

export const SERVICE: Tag = {
  name: 'Service',
  description: 'About the API itself; needs no key.',
  operations: {
    'GET /healthz': { operationId: 'health', summary: 'Whether the router answers', answer: 'Health' },
    'GET /openapi.json': { operationId: 'describe', summary: 'This document', answer: 'Document' },
  },
  schemas: {
    Health: { type: 'object', required: ['status'], properties: { status: { const: 'ok' } } },
    Document: OBJECT,
  },
};
