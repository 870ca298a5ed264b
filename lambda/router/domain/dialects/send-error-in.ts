import { sendJson } from '../answers.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import type { ResponseSink } from '../ports.ts';
import type { RefusalDialect } from './dialect.ts';

/** Sends an error in the shape of another API. */
export const sendErrorIn =
  (dialect: RefusalDialect) =>
  (sink: ResponseSink, requestId: string, { status, body, headers }: OpenAiError): void => {
    sendJson(sink, requestId, status, dialect.error({ status, error: body.error }, requestId), {
      ...headers,
      ...dialect.headers(requestId),
    });
  };
