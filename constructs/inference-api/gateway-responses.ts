/** An answer that API Gateway gives by itself, before or instead of the router. */
export interface GatewayError {
  /** API Gateway's name of the case. */
  readonly responseType: string;
  /** @default - the status that API Gateway would have used */
  readonly status?: number;
  /** For people. Constant text: API Gateway cannot escape a variable, and nothing of the request may come back. */
  readonly message: string;
  /** For programs. */
  readonly code: string;
  /** Header values, beside the request id that every answer carries. */
  readonly headers?: Readonly<Record<string, string>>;
}

const NO_CREDENTIAL = "No valid API key or token came with this request. Send 'authorization: Bearer <key>'.";
const UNKNOWN_URL = 'There is no such URL and method here. GET /v1/models is a good start.';
const OUR_FAULT = 'The gateway failed to handle this request. Its log has the reason under the request id.';
const TOO_MANY = 'Too many requests. Wait as long as the retry-after header says, then try again.';
const BEARER = { 'www-authenticate': 'Bearer' };

/**
 * Every answer of API Gateway's own that a client can meet, in words that name the fix.
 *
 * The three 404s include `INVALID_SIGNATURE`: API Gateway takes a bearer token on an unknown URL for a broken AWS signature, and no method
 * of this API takes a good one.
 */
export const GATEWAY_ERRORS: readonly GatewayError[] = [
  {
    responseType: 'BAD_REQUEST_PARAMETERS',
    status: 400,
    message: 'A parameter of the request is missing.',
    code: 'invalid_request',
  },
  {
    responseType: 'BAD_REQUEST_BODY',
    status: 400,
    message: 'The body must be a JSON object with model and, for a chat, messages, or, for a response or embeddings, input.',
    code: 'invalid_body',
  },
  { responseType: 'UNAUTHORIZED', status: 401, message: NO_CREDENTIAL, code: 'invalid_api_key', headers: BEARER },
  { responseType: 'EXPIRED_TOKEN', status: 401, message: NO_CREDENTIAL, code: 'invalid_api_key', headers: BEARER },
  { responseType: 'ACCESS_DENIED', status: 403, message: 'This key or token may not use this API.', code: 'access_denied' },
  {
    responseType: 'INVALID_API_KEY',
    status: 403,
    message: 'The tenant of this key or token is not served in this region.',
    code: 'unknown_tenant',
  },
  { responseType: 'WAF_FILTERED', status: 403, message: 'The firewall refused this request.', code: 'request_blocked' },
  { responseType: 'MISSING_AUTHENTICATION_TOKEN', status: 404, message: UNKNOWN_URL, code: 'unknown_url' },
  { responseType: 'RESOURCE_NOT_FOUND', status: 404, message: UNKNOWN_URL, code: 'unknown_url' },
  { responseType: 'INVALID_SIGNATURE', status: 404, message: UNKNOWN_URL, code: 'unknown_url' },
  {
    responseType: 'REQUEST_TOO_LARGE',
    status: 413,
    message: 'The request is larger than the 6 MB that the router takes.',
    code: 'request_too_large',
  },
  {
    responseType: 'UNSUPPORTED_MEDIA_TYPE',
    status: 415,
    message: "Send the body as JSON, with 'content-type: application/json'.",
    code: 'unsupported_media_type',
  },
  { responseType: 'THROTTLED', status: 429, message: TOO_MANY, code: 'rate_limit_exceeded', headers: { 'retry-after': '1' } },
  {
    responseType: 'QUOTA_EXCEEDED',
    status: 429,
    message: TOO_MANY,
    code: 'rate_limit_exceeded',
    headers: { 'retry-after': '3600' },
  },
  { responseType: 'API_CONFIGURATION_ERROR', status: 500, message: OUR_FAULT, code: 'internal_error' },
  { responseType: 'AUTHORIZER_FAILURE', status: 500, message: OUR_FAULT, code: 'internal_error' },
  { responseType: 'AUTHORIZER_CONFIGURATION_ERROR', status: 500, message: OUR_FAULT, code: 'internal_error' },
  { responseType: 'INTEGRATION_FAILURE', status: 504, message: OUR_FAULT, code: 'internal_error' },
  { responseType: 'INTEGRATION_TIMEOUT', status: 504, message: 'The model did not answer in time.', code: 'timeout' },
  { responseType: 'DEFAULT_4XX', message: 'The gateway refused this request.', code: 'request_refused' },
  { responseType: 'DEFAULT_5XX', message: OUR_FAULT, code: 'internal_error' },
];

/** The body, as OpenAI's clients expect it. */
export function gatewayErrorBody({ responseType, status, message, code }: GatewayError): string {
  const type = errorType(status ?? (responseType === 'DEFAULT_5XX' ? 500 : 400));
  return JSON.stringify({ error: { message, type, param: null, code } });
}

function errorType(status: number): string {
  if (status >= 500) return 'server_error';
  if (status === 429) return 'rate_limit_error';
  return status === 403 ? 'permission_error' : 'invalid_request_error';
}
