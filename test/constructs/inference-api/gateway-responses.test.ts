import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { GATEWAY_ERRORS, gatewayErrorBody } from '../../../constructs/inference-api/gateway-responses.ts';

const bodyOf = (responseType: string) => {
  const found = GATEWAY_ERRORS.find((error) => error.responseType === responseType);
  if (found === undefined) throw new Error(`no ${responseType}`);
  return JSON.parse(gatewayErrorBody(found)).error;
};

test('every case that API Gateway knows has an answer', () => {
  const known = Object.values(ResponseType)
    .filter((type) => type instanceof ResponseType)
    .map(({ responseType }) => responseType);
  expect(GATEWAY_ERRORS.map(({ responseType }) => responseType).sort()).toEqual(known.sort());
});

test.each(GATEWAY_ERRORS.map((error) => [error.responseType, error] as const))(
  "%s answers in OpenAI's error shape",
  (_, error) => {
    expect(JSON.parse(gatewayErrorBody(error))).toEqual({
      error: { message: expect.stringMatching(/^[A-Z].*\.$/), type: expect.any(String), param: null, code: expect.any(String) },
    });
  },
);

test.each(GATEWAY_ERRORS.map((error) => [error.responseType, error] as const))('%s tells nothing of the request', (_, error) => {
  expect(gatewayErrorBody(error)).not.toContain('$');
});

test.each([
  ['BAD_REQUEST_BODY', 'invalid_request_error'],
  ['UNAUTHORIZED', 'invalid_request_error'],
  ['ACCESS_DENIED', 'permission_error'],
  ['THROTTLED', 'rate_limit_error'],
  ['DEFAULT_4XX', 'invalid_request_error'],
  ['AUTHORIZER_FAILURE', 'server_error'],
  ['DEFAULT_5XX', 'server_error'],
])('%s is of the type that the router gives the same status: %s', (responseType, type) => {
  expect(bodyOf(responseType).type).toBe(type);
});

test('the defaults keep the status that API Gateway chose; every other case has its own', () => {
  const open = GATEWAY_ERRORS.filter(({ status }) => status === undefined).map(({ responseType }) => responseType);
  expect(open).toEqual(['DEFAULT_4XX', 'DEFAULT_5XX']);
});

test('429 says when to come back, 401 how to authenticate', () => {
  const needs = { 429: 'retry-after', 401: 'www-authenticate' } as Record<number, string>;
  const relevant = GATEWAY_ERRORS.filter(({ status = 0 }) => status in needs);
  expect(relevant).toHaveLength(4);
  for (const { status = 0, headers } of relevant) expect(Object.keys(headers ?? {})).toEqual([needs[status]]);
});
