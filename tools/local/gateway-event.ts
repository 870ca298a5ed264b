import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { MatchedRoute } from './routes.ts';

const ACCOUNT = '000000000000';
/** Stands for the id of a REST API. */
export const LOCAL_API = 'local';
const STAGE = 'local';

/** A request whose operation is known. */
export interface Inbound {
  readonly request: IncomingMessage;
  /** Without the query string. */
  readonly path: string;
  readonly matched: MatchedRoute;
  readonly requestId: string;
}

/** What the authorizer said of the caller; undefined on a public route. */
export type AuthorizerContext = Readonly<Record<string, unknown>> | undefined;

export function methodArn(region: string, { matched, path }: Inbound): string {
  return `arn:aws:execute-api:${region}:${ACCOUNT}:${LOCAL_API}/${STAGE}/${matched.route.method}${path}`;
}

/** The event that API Gateway sends to a REQUEST authorizer. */
export function authorizerEvent(inbound: Inbound, region: string): APIGatewayRequestAuthorizerEvent {
  return { type: 'REQUEST', methodArn: methodArn(region, inbound), ...shared(inbound, undefined) };
}

/**
 * The event that a REST API sends to its proxy function, payload version 1.0. Header names come in lower case.
 *
 * A body that is no text goes as base64: the router sees it whole and refuses it.
 */
export function proxyEvent(inbound: Inbound, authorizer: AuthorizerContext, body: Buffer | undefined): APIGatewayProxyEvent {
  const isBase64Encoded = body !== undefined && !isUtf8(body);
  const text = body === undefined ? null : body.toString(isBase64Encoded ? 'base64' : 'utf8');
  return { ...shared(inbound, authorizer), body: text, isBase64Encoded };
}

function shared<T extends AuthorizerContext>({ request, path, matched, requestId }: Inbound, authorizer: T) {
  const { headers, headersDistinct, url = '' } = request;
  const { route, pathParameters } = matched;
  const query = url.length > path.length ? new URLSearchParams(url.slice(path.length + 1)) : null;
  return {
    resource: route.path,
    path,
    httpMethod: route.method,
    // Only set-cookie would have several values, and no client sends that.
    headers: headers as Record<string, string | undefined>,
    multiValueHeaders: headersDistinct,
    queryStringParameters: query && Object.fromEntries(query),
    multiValueQueryStringParameters: query && allValues(query),
    pathParameters,
    stageVariables: null,
    requestContext: {
      accountId: ACCOUNT,
      apiId: LOCAL_API,
      stage: STAGE,
      resourceId: LOCAL_API,
      resourcePath: route.path,
      httpMethod: route.method,
      path: `/${STAGE}${path}`,
      protocol: 'HTTP/1.1',
      requestId,
      requestTimeEpoch: Date.now(),
      identity: { ...NOBODY, sourceIp: request.socket.remoteAddress ?? '', userAgent: headers['user-agent'] ?? null },
      authorizer,
    },
  };
}

function allValues(query: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
}

/** A caller without AWS credentials. */
const NOBODY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
} as const;
