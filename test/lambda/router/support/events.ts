import type { CallerContext } from '../../../../lambda/authorizer/contract.ts';
import { type ApiRequest, parseEvent } from '../../../../lambda/router/domain/http/api-gateway-event.ts';

export const CALLER: CallerContext = { tenant: 'research', principal: 'key-1', credential: 'api-key' };

interface EventOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorizer?: unknown;
  readonly base64?: boolean;
  readonly requestId?: string;
}

/** An API Gateway REST proxy event (payload version 1.0); an object as body is sent as JSON. */
export function apiEvent(method: string, path: string, body?: unknown, options: EventOptions = {}): Record<string, unknown> {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  return {
    httpMethod: method,
    path,
    resource: path,
    headers: { 'Content-Type': 'application/json', ...options.headers },
    pathParameters: null,
    body: text ?? null,
    isBase64Encoded: options.base64 ?? false,
    requestContext: {
      requestId: options.requestId ?? 'request-1',
      stage: 'v1-stage',
      authorizer: 'authorizer' in options ? options.authorizer : CALLER,
    },
  };
}

export const apiRequest = (...of: Parameters<typeof apiEvent>): ApiRequest => parseEvent(apiEvent(...of));

export const chatEvent = (body: object, options?: EventOptions) =>
  apiEvent('POST', '/v1/chat/completions', { messages: [{ role: 'user', content: 'hi' }], ...body }, options);
