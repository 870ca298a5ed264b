import { errorBody, type OpenAiErrorBody } from '../http/openai-error.ts';

/** One server-sent event that carries JSON. */
export const dataEvent = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** The last event of a stream that is whole. */
export const DONE_EVENT = 'data: [DONE]\n\n';

/** The last event of a stream that broke: clients raise an error instead of taking what came so far for the answer. */
export const brokenStreamEvent = (message: string): string => {
  const body: OpenAiErrorBody = errorBody(message, { type: 'server_error', code: 'upstream_interrupted' });
  return dataEvent(body);
};

export const isEventStream = (contentType: unknown): boolean =>
  typeof contentType === 'string' && /^text\/event-stream\b/i.test(contentType);
