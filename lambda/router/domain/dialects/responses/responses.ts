import type { Dialect } from '../dialect.ts';
import { toChat } from './request.ts';
import { responseVoice } from './stream.ts';

/** OpenAI's Responses API. */
export const RESPONSES: Dialect = {
  toChat,
  names: {
    messages: 'input',
    max_completion_tokens: 'max_output_tokens',
    response_format: 'text.format',
    reasoning_effort: 'reasoning.effort',
    verbosity: 'text.verbosity',
  },
  headers: () => ({}),
  error: ({ error }) => ({ error }),
  voice: responseVoice,
};
