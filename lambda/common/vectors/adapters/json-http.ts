import { VectorError } from '../vector-database.ts';

/** Beyond this a search is not worth its wait, and a write has gone wrong. */
const TIMEOUT_MS = 5_000;

export interface JsonRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  /** As it is sent; empty for none. */
  readonly body: string;
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Gives all headers of a request: a signature, or a key. */
export type Headers = (request: JsonRequest) => Promise<Readonly<Record<string, string>>>;

/** @param allowed statuses beside 2xx that the caller can do something with. @default - none */
export type Ask = (
  method: JsonRequest['method'],
  path: string,
  body?: unknown,
  allowed?: readonly number[],
) => Promise<JsonAnswer>;

/**
 * Asks a server that speaks JSON. Errors say engine, request and status, and nothing of what was sent or answered.
 *
 * @param engine for messages
 * @throws VectorError
 */
export function jsonClient(engine: string, endpoint: string, headers: Headers): Ask {
  const base = endpoint.replace(/\/+$/, '');
  return async (method, path, value, allowed = []) => {
    const body = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    const what = `${engine}: ${method} ${path}`;
    let answer: JsonAnswer;
    try {
      const response = await fetch(base + path, {
        ...{ method, headers: await headers({ method, path, body }), signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' },
        ...(body !== '' && { body }),
      });
      answer = { status: response.status, body: parsed(await response.text()) };
    } catch (error) {
      throw new VectorError([`${what} had no answer: ${reasonOf(error)}`]);
    }
    const { status } = answer;
    if ((status >= 200 && status < 300) || allowed.includes(status)) return answer;
    throw new VectorError([`${what} was answered with status ${status}`]);
  };
}

/** fetch itself says `fetch failed` and keeps the reason as its cause. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Partial<Error>;
  if (name === 'TimeoutError') return `none within ${TIMEOUT_MS} ms`;
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : (message ?? String(error));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
