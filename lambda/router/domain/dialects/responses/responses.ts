import { answerIn } from '../answer-in.ts';
import type { Dialect } from '../dialect.ts';
import { RESPONSES_REFUSALS } from './refusals.ts';
import { toChat } from './request.ts';
import { responseVoice } from './stream.ts';

/** OpenAI's Responses API. */
export const RESPONSES: Dialect = {
  ...RESPONSES_REFUSALS,
  toChat,
  voice: responseVoice,
};

export const answerResponses = answerIn(RESPONSES);
