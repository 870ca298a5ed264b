import type { CallerContext } from '../../../authorizer/contract.ts';
import { invalidRequest } from './openai-error.ts';

type Unknown = Readonly<Record<string, unknown>>;

/** What the router reads of an API Gateway REST proxy event (payload version 1.0). */
export interface ApiRequest {
  readonly method: string;
  /** As the client wrote it, perhaps with the stage in front. */
  readonly path: string;
  /** The route's template, e.g. `/v1/models/{model}`; empty when the gateway gave none. */
  readonly resource: string;
  readonly stage: string;
  readonly pathParameters: Unknown;
  /** The last value of each name. */
  readonly query: Unknown;
  readonly headers: Unknown;
  readonly body: string | null;
  readonly base64: boolean;
  /** Undefined when no authorizer, or another one than ours, spoke. */
  readonly caller: CallerContext | undefined;
}

/** @throws OpenAiError 400 for anything but an API Gateway REST proxy event */
export function parseEvent(event: unknown): ApiRequest {
  const { httpMethod, path, resource, headers, body, isBase64Encoded, pathParameters, ...rest } = object(event);
  if (typeof httpMethod !== 'string' || typeof path !== 'string') {
    throw invalidRequest('This is no API Gateway REST proxy event (payload version 1.0): httpMethod or path is missing.');
  }
  if (body !== undefined && body !== null && typeof body !== 'string') {
    throw invalidRequest('This is no API Gateway REST proxy event (payload version 1.0): body is not a string.');
  }
  const context = object(rest.requestContext);
  return {
    method: httpMethod.toUpperCase(),
    path,
    resource: typeof resource === 'string' ? resource : '',
    stage: typeof context.stage === 'string' ? context.stage : '',
    pathParameters: object(pathParameters),
    query: object(rest.queryStringParameters),
    headers: object(headers),
    body: body ?? null,
    base64: isBase64Encoded === true,
    caller: callerOf(object(context.authorizer)),
  };
}

/** The gateway's id of this request; undefined when there is none that may stand in a header. */
export function requestIdOf(event: unknown): string | undefined {
  const { requestId } = object(object(event).requestContext);
  return typeof requestId === 'string' && /^[\w.=-]{1,128}$/.test(requestId) ? requestId : undefined;
}

/** What the router reads of a request's headers; the API's document tells of each. */
export type RequestHeader =
  | 'cache-control'
  | 'content-encoding'
  | 'content-type'
  | 'traceparent'
  | 'tracestate'
  | 'x-prompt-template'
  | 'x-session-id';

/** A header's value, whatever the case of its name. */
export function headerOf(request: ApiRequest, name: RequestHeader): string | undefined {
  for (const key in request.headers) {
    if (key.length === name.length && key.toLowerCase() === name) {
      const value = request.headers[key];
      return typeof value === 'string' ? value : undefined;
    }
  }
  return undefined;
}

function callerOf({ tenant, principal, credential }: Unknown): CallerContext | undefined {
  if (!isName(tenant) || !isName(principal)) return undefined;
  return credential === 'api-key' || credential === 'jwt' ? { tenant, principal, credential } : undefined;
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

const object = (value: unknown): Unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Unknown) : {};
