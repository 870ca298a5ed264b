import type { Tag } from './operation.ts';
import { COUNT, listOf, ref, TEXT } from './schema.ts';

export const MODELS: Tag = {
  name: 'Models',
  description: 'What can be asked, models and aliases alike.',
  operations: {
    'GET /v1/models': { operationId: 'listModels', summary: 'All models', answer: 'ModelList' },
    'GET /v1/models/{model}': { operationId: 'retrieveModel', summary: 'One model by its name', answer: 'Model' },
  },
  schemas: {
    ModelList: {
      type: 'object',
      required: ['object', 'data'],
      properties: { object: { const: 'list' }, data: listOf(ref('Model')) },
    },
    Model: {
      type: 'object',
      required: ['id', 'object', 'created', 'owned_by'],
      properties: { id: TEXT, object: { const: 'model' }, created: COUNT, owned_by: TEXT },
    },
  },
};
