/** A request that is refused, in the words that the client gets; the shape is that of the whole API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly body: {
    readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string };
  };

  constructor(status: number, code: string, message: string, param?: string) {
    super(message);
    this.status = status;
    const type = status === 403 ? 'permission_error' : status >= 500 ? 'server_error' : 'invalid_request_error';
    this.body = { error: { message, type, param: param ?? null, code } };
  }
}

export const invalid = (message: string, param: string): ApiError => new ApiError(400, 'invalid_request', message, param);

/** A case of another tenant does not exist for who may not see it. */
export const noSuchCase = (id: string): ApiError =>
  new ApiError(404, 'case_not_found', `There is no case '${id}'. GET /v1/reviews lists those that there are.`);
