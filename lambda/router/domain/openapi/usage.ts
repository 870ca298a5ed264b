import { type UsageParameter, WIDTHS } from '../usage-report/query.ts';
import type { Described } from './headers.ts';
import type { Tag } from './operation.ts';
import { COUNT, either, FLAG, listOf, oneOf, POSITIVE, ref, TEXT } from './schema.ts';

const QUERY: Readonly<Record<UsageParameter, Described & { readonly required?: true }>> = {
  start_time: { required: true, description: 'The first moment, in Unix seconds.', schema: COUNT },
  end_time: { description: 'The first moment that does not count. Default: now.', schema: COUNT },
  bucket_width: { description: 'Default: 1d.', schema: oneOf(...Object.keys(WIDTHS)) },
  group_by: { description: 'Totals by model.', schema: oneOf('model') },
  'group_by[]': { description: 'The same, as some clients write it.', schema: oneOf('model') },
  limit: { description: 'Most buckets of a page: up to 31 days (default 7) or 168 hours (default 24).', schema: POSITIVE },
  page: { description: 'The `next_page` of the page before.', schema: TEXT },
};

export const USAGE: Tag = {
  name: 'Usage',
  description: "What the caller's own tenant used, from the ledger.",
  operations: {
    'GET /v1/usage': {
      operationId: 'retrieveUsage',
      summary: 'Totals by hour or day',
      query: QUERY,
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
        input_cache_write_tokens: COUNT,
        input_cache_write_1h_tokens: COUNT,
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
