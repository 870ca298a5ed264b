import assert from 'node:assert/strict';
import { type Posted, text } from './runtime-api.ts';

/** What the handler returned, as JSON. @throws Error when it threw */
export async function answerOf(posted: Posted): Promise<string> {
  const body = await text(posted.body);
  assert.equal(posted.kind, 'response', body);
  return body;
}

/** The message that the handler threw. @throws Error when it answered */
export async function errorOf(posted: Posted): Promise<string> {
  const body = await text(posted.body);
  assert.equal(posted.kind, 'error', body);
  return (JSON.parse(body) as { errorMessage: string }).errorMessage;
}
