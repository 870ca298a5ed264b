import { type ErrorDetails, OpenAiError } from '../http/openai-error.ts';
import { isObject, isString } from '../openai/fields.ts';
import { type FailureKind, type UpstreamHeaders, whyClosed } from '../ports.ts';

/** An answer that is no success. */
export interface RefusedAnswer {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  /** As much of the body as was read. */
  readonly body: string;
  /** Struck out should the upstream repeat it. */
  readonly credential: string | undefined;
}

const MAX_MESSAGE = 2_000;

/** Tells clients not to ask again: it stays so until somebody has put it right. */
const IN_VAIN = { 'x-should-retry': 'false' };

/** What the client is told of an upstream's error, in OpenAI's shape. Of the headers only those go on that say when to come back. */
export function errorOfAnswer(model: string, answer: RefusedAnswer): OpenAiError {
  const { status, headers } = answer;
  if (status === 401 || status === 403) {
    return new OpenAiError(
      502,
      `The upstream of '${model}' refused the platform's credential. Your key is fine; the platform's operators must check theirs.`,
      { code: 'upstream_credential_refused', headers: IN_VAIN },
    );
  }
  if (status === 402 || status === 404) {
    const why = status === 402 ? 'refused for want of payment' : 'does not know the model or the path';
    return new OpenAiError(
      502,
      `The upstream of '${model}' ${why} (status ${status}). Your request is fine; the platform's operators must check how it is set up.`,
      { code: 'upstream_misconfigured', headers: IN_VAIN },
    );
  }
  if (status < 400 || status > 599) {
    return new OpenAiError(502, `The upstream of '${model}' answered with status ${status}.`, {
      code: 'upstream_invalid_response',
    });
  }
  const { message = '', ...details } = explanation(withoutCredential(answer.body, answer.credential));
  return new OpenAiError(
    status,
    message.slice(0, MAX_MESSAGE) || `The upstream of '${model}' answered with status ${status} and no explanation.`,
    {
      ...details,
      headers: retryHeaders(headers),
    },
  );
}

function retryHeaders(headers: UpstreamHeaders): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of ['retry-after', 'retry-after-ms', 'x-should-retry']) {
    const value = headers[name];
    if (isString(value)) kept[name] = value;
  }
  return kept;
}

/** What the client is told when there was no answer at all, or only half of one. */
export function errorOfFailure(model: string, kind: FailureKind): OpenAiError {
  switch (kind) {
    case 'slow':
      return new OpenAiError(504, `The upstream of '${model}' did not answer in time.`, { code: 'upstream_timeout' });
    case 'stalled':
      return new OpenAiError(504, `The upstream of '${model}' fell silent in the middle of its answer.`, {
        code: 'upstream_timeout',
      });
    case 'overdue':
      return new OpenAiError(504, `The upstream of '${model}' was not through with its answer in time.`, {
        code: 'upstream_timeout',
      });
    case 'broken':
      return new OpenAiError(502, `The upstream of '${model}' sent no complete answer.`, { code: 'upstream_interrupted' });
    case 'cancelled':
      return new OpenAiError(499, 'The client closed the connection.', { code: 'client_closed_request' });
    case 'stopped':
      return new OpenAiError(503, 'This server stops before the answer is complete. Send the request again.', {
        code: 'server_stopping',
        headers: { 'retry-after': '1' },
      });
    case 'unreachable':
      return new OpenAiError(502, `The upstream of '${model}' cannot be reached.`, { code: 'upstream_unreachable' });
  }
}

/** Of errors in the middle of a stream, which has said 200 before. */
const BREAK_CODES: Readonly<Record<number, string>> = {
  429: 'rate_limit_exceeded',
  503: 'upstream_overloaded',
  504: 'upstream_timeout',
};

/** What the client is told by an event when an upstream gives up. @param status the one that a whole answer would have had */
export const errorOfBreak = (model: string, status: number, said: string): OpenAiError =>
  new OpenAiError(status, said || errorOfFailure(model, 'broken').message, {
    code: BREAK_CODES[status] ?? 'upstream_interrupted',
  });

/** What there is to say when nobody waits for an answer any more: 499 when the client left, 503 when the platform stops. */
export const errorOfClosed = (model: string, closed: AbortSignal): OpenAiError => errorOfFailure(model, whyClosed(closed).kind);

interface Explanation extends ErrorDetails {
  readonly message?: string;
}

/** Finds the message in the shapes that servers use: OpenAI's, `{"error": "…"}`, `{"message": "…"}`, `{"detail": "…"}`, FastAPI's lists. */
function explanation(body: string): Explanation {
  // Triton refuses a stream with an event; its Python backend tells after the message where in the code it happened.
  const answer = jsonOf(body.replace(/^data: /, ''));
  if (!isObject(answer)) return {};
  const { error } = answer;
  if (!isObject(error)) {
    const message = [error, answer.message, answer.detail, faultsIn(answer.detail), nestedFaultsIn(answer.message)]
      .find(isString)
      ?.split('\n\nAt:', 1)[0];
    return message === undefined ? {} : { message };
  }
  const { message, type, param, code } = error;
  return {
    ...(isString(message) && { message }),
    ...(isString(type) && { type }),
    ...(isString(param) && { param }),
    ...(isString(code) && { code }),
  };
}

/** Mistral puts what FastAPI says into its message. */
const nestedFaultsIn = (message: unknown): string | undefined => (isObject(message) ? faultsIn(message.detail) : undefined);

/** What FastAPI says of a body that its model does not allow: where, and what. */
function faultsIn(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return undefined;
  const faults = detail.filter(isObject).flatMap(({ loc, msg }) => {
    const where = Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '';
    return isString(msg) ? [where === '' ? msg : `${where}: ${msg}`] : [];
  });
  return faults.length === 0 ? undefined : faults.join('; ');
}

/** A text in which the credential is struck out. */
export const withoutCredential = (message: string, credential: string | undefined): string =>
  credential ? message.replaceAll(credential, '[credential]') : message;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
