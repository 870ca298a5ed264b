import type { RefusalDialect } from '../dialect.ts';
import { errorOf } from './error.ts';

/** What Anthropic's Messages API tells without an answer. */
export const MESSAGES_REFUSALS: RefusalDialect = {
  names: {
    max_completion_tokens: 'max_tokens',
    stop: 'stop_sequences',
    response_format: 'output_config.format',
    reasoning_effort: 'output_config.effort',
    parallel_tool_calls: 'tool_choice.disable_parallel_tool_use',
    user: 'metadata.user_id',
  },
  // Anthropic's clients look for the id there.
  headers: (requestId) => ({ 'request-id': requestId }),
  error: errorOf,
};
