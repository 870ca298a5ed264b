import { type ServerResponse, STATUS_CODES } from 'node:http';
import { GATEWAY_ERRORS, type GatewayError, gatewayErrorBody } from '../../constructs/inference-api/gateway-responses.ts';

/** Answers that API Gateway never gives, or not with a body of ours. */
const LOCAL: readonly GatewayError[] = [
  { responseType: 'MALFORMED', status: 400, message: 'This is no HTTP request that can be read.', code: 'malformed_request' },
  { responseType: 'WRONG_METHOD', status: 405, message: 'This URL does not answer this method.', code: 'method_not_allowed' },
  { responseType: 'TOO_SLOW', status: 408, message: 'The request did not arrive in time.', code: 'request_timeout' },
  {
    responseType: 'EXPECTATION_FAILED',
    status: 417,
    message: "The header 'expect' may only say '100-continue'.",
    code: 'expectation_failed',
  },
  {
    responseType: 'OVERLOADED',
    status: 429,
    message: 'The platform has more requests than it can take. Try again in 1 s.',
    code: 'overloaded',
  },
  {
    responseType: 'HEADERS_TOO_LARGE',
    status: 431,
    message: 'The headers of the request are too large.',
    code: 'headers_too_large',
  },
];

/** What the local gateway says by itself: API Gateway's cases, in the words of the deployed one, and the local ones. */
export type Refusal =
  | 'MALFORMED'
  | 'WRONG_METHOD'
  | 'TOO_SLOW'
  | 'EXPECTATION_FAILED'
  | 'HEADERS_TOO_LARGE'
  | 'OVERLOADED'
  | 'UNAUTHORIZED'
  | 'ACCESS_DENIED'
  | 'INVALID_API_KEY'
  | 'RESOURCE_NOT_FOUND'
  | 'REQUEST_TOO_LARGE'
  | 'AUTHORIZER_FAILURE'
  | 'DEFAULT_5XX';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ANSWERS: ReadonlyMap<string, Answer> = new Map(
  [...GATEWAY_ERRORS, ...LOCAL].map((error) => {
    const body = gatewayErrorBody(error);
    const own = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    return [error.responseType, { status: error.status ?? 502, headers: { ...own, ...error.headers }, body }];
  }),
);

function answerOf(refusal: Refusal): Answer {
  const answer = ANSWERS.get(refusal);
  if (answer === undefined) throw new Error(`there is no gateway response '${refusal}'`);
  return answer;
}

/** Answers a request without the router. */
export function refuse(response: ServerResponse, refusal: Refusal, more: Readonly<Record<string, string>> = {}): void {
  const { status, headers, body } = answerOf(refusal);
  response.writeHead(status, { ...headers, ...more }).end(body);
}

/** The same as text, for a connection on which no request could be read; it ends with this answer. */
export function rawRefusal(refusal: Refusal, requestId: string): string {
  const { status, headers, body } = answerOf(refusal);
  const lines = Object.entries({ ...headers, 'x-request-id': requestId, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
}
