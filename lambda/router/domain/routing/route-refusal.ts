import { isAsleep } from '../cold-start/asleep.ts';
import { OpenAiError } from '../http/openai-error.ts';
import type { Decision } from './decide.ts';

/** A candidate that was asked and had no answer. */
export interface FailedCandidate {
  readonly model: string;
  readonly error: OpenAiError;
}

/** Seconds, when no upstream says how long it wants to be left alone. */
const RETRY_AFTER = 5;

/** What the client is told when no candidate answers: those that were asked failed, or none may be asked. */
export function routeRefusal(alias: string, { refused, resident }: Decision, failed: readonly FailedCandidate[]): OpenAiError {
  if (!resident) {
    return new OpenAiError(
      403,
      `'${alias}': ${refused[0]?.reason ?? 'must not be served here'}; call another region of the platform.`,
      {
        code: 'region_not_allowed',
      },
    );
  }
  if (failed.length > 0) {
    const [first] = failed;
    if (first !== undefined && failed.every(({ error }) => isAsleep(error))) return first.error;
    const statuses = failed.map(({ model, error }) => `${model} (${error.status})`).join(', ');
    return new OpenAiError(503, `No candidate of '${alias}' has an answer at the moment: ${statuses}. Try again later.`, {
      code: 'route_unavailable',
      headers: { 'retry-after': String(retryAfter(failed)) },
    });
  }
  const reasons = refused.map(({ model, reason }) => `${model} (${reason})`).join(', ');
  return new OpenAiError(400, `No candidate of '${alias}' takes this request: ${reasons}.`, {
    param: 'model',
    code: 'no_candidate',
  });
}

/** The same error with the way that the request took. */
export const withHeader = ({ status, message, body, headers }: OpenAiError, name: string, value: string): OpenAiError => {
  const { type, param, code } = body.error;
  return new OpenAiError(status, message, {
    type,
    ...(param !== null && { param }),
    ...(code !== null && { code }),
    headers: { ...headers, [name]: value },
  });
};

/** The shortest pause that an upstream asks for: then at least that one can be asked again. */
function retryAfter(failed: readonly FailedCandidate[]): number {
  const asked = failed.flatMap(({ error }) => {
    const seconds = error.headers['retry-after'];
    return seconds !== undefined && /^\d{1,5}$/.test(seconds) ? [Number(seconds)] : [];
  });
  return asked.length > 0 ? Math.max(1, Math.min(...asked)) : RETRY_AFTER;
}
