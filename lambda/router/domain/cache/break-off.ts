import { OpenAiError } from '../http/openai-error.ts';
import type { ResponseSink } from '../ports.ts';
import { brokenStreamEvent } from '../upstream/sse.ts';

/** Tells a client that it read too slowly. */
export function breakOff(sink: ResponseSink): void {
  const message = 'The answer was read too slowly, and the rest of it is no longer there; ask again.';
  sink.write(brokenStreamEvent(new OpenAiError(503, message, { code: 'read_too_slowly' })));
}
