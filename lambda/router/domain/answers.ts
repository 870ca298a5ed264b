import type { EmbeddedAnswer } from './embedded/answer.ts';
import type { OpenAiError } from './http/openai-error.ts';
import { hasLeft, type ResponseSink } from './ports.ts';

export function sendJson(
  sink: ResponseSink,
  requestId: string,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  sink.start(status, { 'x-request-id': requestId, 'content-type': 'application/json', ...headers });
  sink.write(JSON.stringify(value));
}

export const sendError = (sink: ResponseSink, requestId: string, { status, body, headers }: OpenAiError): void =>
  sendJson(sink, requestId, status, body, headers);

/** @returns whether the client stayed to the end */
export async function sendEmbedded(sink: ResponseSink, requestId: string, { body, notice }: EmbeddedAnswer): Promise<boolean> {
  if ('json' in body) {
    sendJson(sink, requestId, 200, body.json, { 'x-model-notice': notice });
    return true;
  }
  sink.start(200, {
    'x-request-id': requestId,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-model-notice': notice,
  });
  for (const event of body.events) {
    if (hasLeft(sink.closed)) return false;
    if (!sink.write(event)) await sink.drained();
  }
  return !hasLeft(sink.closed);
}
