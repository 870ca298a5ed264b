import type { RouterPorts } from '../ports.ts';
import { internalError, OpenAiError } from './openai-error.ts';

/** What the client is told of an error. One of our own making goes into the log. */
export function refusalOf(error: unknown, requestId: string, log: RouterPorts['log']): OpenAiError {
  if (error instanceof OpenAiError) return error;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  log('error', 'request failed', { requestId, error: what });
  return internalError();
}
