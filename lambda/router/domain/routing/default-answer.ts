import type { EmbeddedAnswer } from '../embedded/answer.ts';
import { DONE_EVENT, dataEvent } from '../upstream/sse.ts';

const NOTICE = 'default answer of the route: written by the operator, no language model';

interface Asked {
  readonly alias: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly stream: boolean;
  /** The client wants a last chunk with usage. */
  readonly includeUsage: boolean;
}

/** The route's configured text in the shape of a chat completion, marked by header and fingerprint. Costs no tokens. */
export function defaultAnswer(text: string, { alias, requestId, at, stream, includeUsage }: Asked): EmbeddedAnswer {
  const stamp = {
    id: `chatcmpl-${requestId}`,
    created: Math.floor(at / 1000),
    model: alias,
    system_fingerprint: 'fp_default_answer',
  };
  const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  const chunk = (choices: readonly object[], more: object = {}) =>
    dataEvent({ ...stamp, object: 'chat.completion.chunk', choices, ...(includeUsage && { usage: null }), ...more });
  const choice = (delta: object, finish_reason: string | null) => ({ index: 0, delta, logprobs: null, finish_reason });
  const body = stream
    ? {
        events: [
          chunk([choice({ role: 'assistant', content: text }, null)]),
          chunk([choice({}, 'stop')]),
          ...(includeUsage ? [chunk([], { usage })] : []),
          DONE_EVENT,
        ],
      }
    : {
        json: {
          ...stamp,
          object: 'chat.completion',
          choices: [
            { index: 0, message: { role: 'assistant', content: text, refusal: null }, logprobs: null, finish_reason: 'stop' },
          ],
          usage,
        },
      };
  return { notice: NOTICE, body, inputTokens: 0, outputTokens: 0 };
}
