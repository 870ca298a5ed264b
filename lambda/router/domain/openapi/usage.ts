import { COUNT, either, FLAG, listOf, ref, type Tag, TEXT } from './schema.ts';

export const USAGE: Tag = {
  name: 'Usage',
  description: "What the caller's own tenant used, from the ledger.",
  operations: {
    'GET /v1/usage': {
      operationId: 'retrieveUsage',
      summary:
        'Totals by hour or day: start_time (Unix seconds), end_time, bucket_width (1d or 1h), group_by (model), limit, page (next_page of the page before)',
      answer: 'UsagePage',
    },
  },
  schemas: {
    UsagePage: {
      type: 'object',
      required: ['object', 'data', 'has_more', 'next_page'],
      properties: {
        object: { const: 'page' },
        data: listOf(ref('UsageBucket')),
        has_more: FLAG,
        next_page: either(TEXT, { type: 'null' }),
      },
    },
    UsageBucket: {
      type: 'object',
      required: ['object', 'start_time', 'end_time', 'results'],
      properties: { object: { const: 'bucket' }, start_time: COUNT, end_time: COUNT, results: listOf(ref('UsageResult')) },
    },
    UsageResult: {
      type: 'object',
      properties: {
        object: { const: 'usage.result' },
        model: either(TEXT, { type: 'null' }),
        num_model_requests: COUNT,
        num_attempts: COUNT,
        input_tokens: COUNT,
        input_cached_tokens: COUNT,
        output_tokens: COUNT,
        reasoning_tokens: COUNT,
        cost_micro_dollars: COUNT,
        num_unpriced_attempts: COUNT,
        num_partial_attempts: COUNT,
        num_estimated_attempts: COUNT,
      },
    },
  },
};
