import { SESSION_ID_PATTERN } from '../../contract/sessions.ts';
import type { RequestHeader } from '../http/api-gateway-event.ts';
import { COUNT, oneOf, type Schema, TEXT } from './schema.ts';

/** A header, or a parameter of the query. */
export interface Described {
  readonly description: string;
  readonly schema: Schema;
}

/** Those that clients may send, but for `content-type`: it stands with the body. */
export type ReadHeader = Exclude<RequestHeader, 'content-type'>;

export const REQUEST_HEADERS: Readonly<Record<ReadHeader, Described>> = {
  'cache-control': {
    description: '`no-store`: neither from the cache nor into it. `no-cache`: not from it. `max-age`: nothing older, in seconds.',
    schema: TEXT,
  },
  'content-encoding': { description: 'Bodies are not compressed.', schema: { const: 'identity' } },
  traceparent: { description: 'The trace that this belongs to, as W3C Trace Context has it.', schema: TEXT },
  tracestate: { description: 'Goes on with the trace.', schema: TEXT },
  'x-prompt-template': {
    description: 'The prompt template to use: `name@version`, or `name` for the newest version.',
    schema: TEXT,
  },
  'x-session-id': {
    description: 'The conversation that this goes on with; limits per session count by it too.',
    schema: { type: 'string', pattern: SESSION_ID_PATTERN.source },
  },
};

const leastLeft = (what: string): Described => ({
  description: `Of the limits of ${what}, the one with the least left.`,
  schema: COUNT,
});
const REMAINING: Described = { description: 'What is left of that limit.', schema: COUNT };
const RESET: Described = { description: 'After so long all of that limit is there again, e.g. `61s`.', schema: TEXT };

export const ANSWER_HEADERS = {
  age: { description: 'With an answer from the cache: how old it is, in seconds.', schema: COUNT },
  'cache-control': { description: '`no-cache`, of events.', schema: TEXT },
  'request-id': { description: 'The same as `x-request-id`.', schema: TEXT },
  'retry-after': { description: 'Seconds to wait.', schema: TEXT },
  'retry-after-ms': { description: 'The same in milliseconds.', schema: COUNT },
  'x-abuse': {
    description: 'What came of how the tenant or its key behaves: too much was refused.',
    schema: oneOf('warned', 'throttled', 'blocked'),
  },
  'x-budget': { description: 'A budget is nearly spent: a cheaper model was asked.', schema: { const: 'cheaper-model' } },
  'x-cache': {
    description: 'Where the answer comes from: `semantic` to a question that means the same, `bypass` without a look.',
    schema: oneOf('hit', 'semantic', 'stale', 'miss', 'bypass'),
  },
  'x-cache-similarity': { description: 'With `semantic`: how alike the questions are, 0 to 1.', schema: TEXT },
  'x-model-notice': { description: 'No language model stands behind this answer.', schema: TEXT },
  'x-moderation': {
    description: 'The severest of what came of the texts, until the headers were sent.',
    schema: oneOf('flagged', 'masked', 'under_review', 'blocked', 'unavailable'),
  },
  'x-prompt-tokens-saved': { description: 'What was taken out of the prompt, estimated.', schema: COUNT },
  'x-quota-mode': {
    description: 'The store of limits was out of reach: a share of each was granted.',
    schema: { const: 'local-share' },
  },
  'x-ratelimit-limit-requests': leastLeft('requests'),
  'x-ratelimit-limit-tokens': leastLeft('tokens'),
  'x-ratelimit-remaining-requests': REMAINING,
  'x-ratelimit-remaining-tokens': REMAINING,
  'x-ratelimit-reset-requests': RESET,
  'x-ratelimit-reset-tokens': RESET,
  'x-request-id': { description: "The request's id, as in log and ledger.", schema: TEXT },
  'x-route': { description: 'Of an alias: which model answered, and why.', schema: TEXT },
  'x-should-retry': { description: 'Trying again cannot help.', schema: { const: 'false' } },
} as const satisfies Readonly<Record<string, Described>>;

export type AnswerHeader = keyof typeof ANSWER_HEADERS;

/** On answers to whatever counts against limits, refusals included. */
export const LIMIT_HEADERS: readonly AnswerHeader[] = [
  'x-ratelimit-limit-requests',
  'x-ratelimit-limit-tokens',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-requests',
  'x-ratelimit-reset-tokens',
  'x-quota-mode',
];

/** On whatever models were or would have been asked for. */
export const MODEL_NOTES: readonly AnswerHeader[] = [...LIMIT_HEADERS, 'x-route', 'x-moderation', 'x-abuse'];
export const CHAT_NOTES: readonly AnswerHeader[] = [...MODEL_NOTES, 'x-budget', 'x-prompt-tokens-saved'];

/** On answers of models, whoever gives them. */
export const MODEL_MARKS: readonly AnswerHeader[] = ['x-cache', 'age', 'x-cache-similarity', 'x-model-notice'];
export const CHAT_MARKS: readonly AnswerHeader[] = [...MODEL_MARKS, 'cache-control'];

export const CHAT_READS: readonly ReadHeader[] = ['cache-control', 'x-prompt-template', 'x-session-id'];

/** On refusals. */
export const RETRY_HEADERS: readonly AnswerHeader[] = ['retry-after', 'retry-after-ms', 'x-should-retry'];
