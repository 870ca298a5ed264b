import { sendJson } from '../answers.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import type { ResponseSink } from '../ports.ts';
import { inOwnNames, type RefusalDialect } from './dialect.ts';

/** Sends an error in the shape of another API. */
export const sendErrorIn =
  (dialect: RefusalDialect) =>
  (sink: ResponseSink, requestId: string, { status, body, headers }: OpenAiError): void => {
    const refused = inOwnNames({ status, error: body.error }, dialect.names);
    sendJson(sink, requestId, status, dialect.error(refused, requestId), { ...headers, ...dialect.headers(requestId) });
  };
