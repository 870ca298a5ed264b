import type { RefusalDialect } from '../dialect.ts';

/** What OpenAI's Responses API tells without an answer. */
export const RESPONSES_REFUSALS: RefusalDialect = {
  names: {
    messages: 'input',
    max_completion_tokens: 'max_output_tokens',
    response_format: 'text.format',
    reasoning_effort: 'reasoning.effort',
    verbosity: 'text.verbosity',
  },
  headers: () => ({}),
  error: ({ error }) => ({ error }),
};
