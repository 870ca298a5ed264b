import type { JsonObject } from '../../http/json-body.ts';
import type { Refused } from '../dialect.ts';

/** Anthropic's types of errors, by status. */
const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
};

/** An error in Anthropic's shape. */
export const errorOf = ({ status, error }: Refused, requestId: string): JsonObject & { readonly type: 'error' } => ({
  type: 'error',
  error: { type: TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error'), message: error.message },
  request_id: requestId,
});
