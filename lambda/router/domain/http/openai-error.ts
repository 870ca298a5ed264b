/** The body of every answer with a status of 400 or more, as OpenAI's clients expect it. */
export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

export interface ErrorDetails {
  /** @default - by status, e.g. `invalid_request_error` */
  readonly type?: string;
  /** The field at fault, e.g. `messages[2].content`. */
  readonly param?: string;
  /** For programs, e.g. `model_not_found`. */
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is refused or failed, with everything that the client is told about it. */
export class OpenAiError extends Error {
  override readonly name = 'OpenAiError';
  readonly status: number;
  readonly body: OpenAiErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, details: ErrorDetails = {}) {
    super(message);
    this.status = status;
    this.body = errorBody(message, { type: typeOf(status), ...details });
    this.headers = details.headers ?? {};
  }
}

export function errorBody(message: string, details: ErrorDetails): OpenAiErrorBody {
  const { type = 'server_error', param = null, code = null } = details;
  return { error: { message, type, param, code } };
}

function typeOf(status: number): string {
  if (status >= 500) return 'server_error';
  if (status === 429) return 'rate_limit_error';
  return status === 403 ? 'permission_error' : 'invalid_request_error';
}

/** 400: the request itself is wrong; `param` names the field. */
export const invalidRequest = (message: string, param?: string, code?: string): OpenAiError =>
  new OpenAiError(400, message, { ...(param !== undefined && { param }), ...(code !== undefined && { code }) });

/** 401: the authorizer let nobody through, or does not stand in front of this route. */
export const unauthenticated = (): OpenAiError =>
  new OpenAiError(401, "No valid API key or token came with this request. Send 'authorization: Bearer <key>'.", {
    code: 'invalid_api_key',
  });

export const modelNotFound = (model: string): OpenAiError =>
  new OpenAiError(404, `The model '${model}' does not exist here. GET /v1/models lists those that do.`, {
    param: 'model',
    code: 'model_not_found',
  });

export const unknownUrl = (method: string, path: string): OpenAiError =>
  new OpenAiError(404, `There is no ${method} ${path} here.`, { code: 'unknown_url' });

export const methodNotAllowed = (method: string, path: string, allowed: readonly string[]): OpenAiError =>
  new OpenAiError(405, `${path} answers ${allowed.join(', ')}, not ${method}.`, {
    code: 'method_not_allowed',
    headers: { allow: allowed.join(', ') },
  });

export const payloadTooLarge = (limitBytes: number): OpenAiError =>
  new OpenAiError(413, `The request body is larger than ${limitBytes} bytes.`, { code: 'request_too_large' });

export const unsupportedMediaType = (message: string): OpenAiError =>
  new OpenAiError(415, message, { code: 'unsupported_media_type' });

/** 500: our own fault; says nothing of it to the client. */
export const internalError = (): OpenAiError =>
  new OpenAiError(500, 'The router failed to handle this request. Its log has the reason under the request id.', {
    code: 'internal_error',
  });
