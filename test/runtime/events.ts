import type { CallerContext } from '../../lambda/authorizer/contract.ts';

const caller: CallerContext = { tenant: 'default', principal: 'key-1', credential: 'api-key' };
const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:api1234567/v1';

/** A request as API Gateway's REST proxy integration hands it to the router, behind the authorizer. */
export function routerEvent(
  method: 'GET' | 'POST',
  path: string,
  body?: string,
  requestId = 'request-1',
): Record<string, unknown> {
  return {
    resource: path,
    path,
    httpMethod: method,
    headers: { 'content-type': 'application/json' },
    multiValueHeaders: { 'content-type': ['application/json'] },
    queryStringParameters: null,
    pathParameters: null,
    body: body ?? null,
    isBase64Encoded: false,
    requestContext: {
      stage: 'live',
      requestId,
      resourcePath: path,
      httpMethod: method,
      authorizer: { ...caller, principalId: 'key-1' },
    },
  };
}

/** A request as API Gateway hands it to a REQUEST authorizer. */
export function authorizerEvent(headers: Readonly<Record<string, string>>): Record<string, unknown> {
  return {
    type: 'REQUEST',
    methodArn: `${methodArn}/POST/v1/chat/completions`,
    resource: '/v1/chat/completions',
    path: '/v1/chat/completions',
    httpMethod: 'POST',
    headers,
    multiValueHeaders: {},
    requestContext: { stage: 'v1', requestId: 'request-1' },
  };
}

interface ReviewAsked {
  /** Of the caller. @default - none */
  readonly roles?: string;
  /** Of the case. @default - none */
  readonly id?: string;
  readonly body?: object;
}

/** A request as API Gateway hands it to the review function. */
export function reviewEvent(
  method: 'GET' | 'POST',
  resource: string,
  { roles, id, body }: ReviewAsked = {},
): Record<string, unknown> {
  return {
    resource,
    path: resource.replace('{id}', id ?? ''),
    httpMethod: method,
    pathParameters: id === undefined ? null : { id },
    queryStringParameters: null,
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', authorizer: { ...caller, ...(roles !== undefined && { roles }) } },
  };
}
