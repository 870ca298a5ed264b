import {
  errorBody,
  internalError,
  invalidRequest,
  methodNotAllowed,
  modelNotFound,
  OpenAiError,
  payloadTooLarge,
  unauthenticated,
  unknownUrl,
  unsupportedMediaType,
} from '../../../../../lambda/router/domain/http/openai-error.ts';
import { expectOpenAiError } from '../../support/errors.ts';

test.each([
  [invalidRequest('m'), 400, 'invalid_request_error', null],
  [unauthenticated(), 401, 'invalid_request_error', 'invalid_api_key'],
  [new OpenAiError(403, 'm'), 403, 'permission_error', null],
  [modelNotFound('m'), 404, 'invalid_request_error', 'model_not_found'],
  [unknownUrl('GET', '/x'), 404, 'invalid_request_error', 'unknown_url'],
  [methodNotAllowed('PUT', '/x', ['GET']), 405, 'invalid_request_error', 'method_not_allowed'],
  [payloadTooLarge(1), 413, 'invalid_request_error', 'request_too_large'],
  [unsupportedMediaType('m'), 415, 'invalid_request_error', 'unsupported_media_type'],
  [new OpenAiError(429, 'm'), 429, 'rate_limit_error', null],
  [internalError(), 500, 'server_error', 'internal_error'],
  [new OpenAiError(503, 'm'), 503, 'server_error', null],
])('%p has the shape, type and code of its status', (error, status, type, code) => {
  expectOpenAiError(error.body);
  expect(error.status).toBe(status);
  expect(error.body.error).toMatchObject({ type, code });
});

test('a bad request names the field at fault', () => {
  expect(invalidRequest('m', 'messages[2].content').body.error.param).toBe('messages[2].content');
});

test('a wrong method is told the right ones in the allow header', () => {
  expect(methodNotAllowed('PUT', '/x', ['GET', 'POST']).headers).toEqual({ allow: 'GET, POST' });
});

test('an internal error says nothing of its cause', () => {
  expect(internalError().body.error.message).not.toMatch(/TypeError|at /);
});

test('what is not given is null', () => {
  expect(errorBody('m', {})).toEqual({ error: { message: 'm', type: 'server_error', param: null, code: null } });
});
