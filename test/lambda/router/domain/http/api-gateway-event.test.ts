import fc from 'fast-check';
import { headerOf, parseEvent, requestIdOf } from '../../../../../lambda/router/domain/http/api-gateway-event.ts';
import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import { refusalOf } from '../../support/errors.ts';
import { apiEvent, apiRequest, CALLER } from '../../support/events.ts';

test('a REST proxy event gives method, path, body and caller', () => {
  expect(parseEvent(apiEvent('post', '/v1/embeddings', 'text'))).toMatchObject({
    method: 'POST',
    path: '/v1/embeddings',
    body: 'text',
    base64: false,
    caller: CALLER,
  });
});

test.each([
  ['an HTTP API event (payload version 2.0)', { version: '2.0', rawPath: '/', requestContext: { http: { method: 'GET' } } }],
  ['a WebSocket event', { requestContext: { routeKey: '$connect', connectionId: 'x' } }],
  ['an event whose body is an object', { httpMethod: 'POST', path: '/', body: {} }],
  ['null', null],
  ['an array', []],
  ['a string', 'event'],
])('%s is refused with a sentence', (_, event) => {
  const { status, message } = refusalOf(() => parseEvent(event));
  expect(status).toBe(400);
  expect(message).toMatch(/API Gateway REST proxy event/);
});

test.each([
  ['no authorizer', undefined],
  ['null', null],
  ['the context of another authorizer', { principalId: 'admin', clientId: 1 }],
  ['an empty tenant', { ...CALLER, tenant: '' }],
  ['an unknown kind of credential', { ...CALLER, credential: 'cookie' }],
  ['a tenant that is no string', { ...CALLER, tenant: 7 }],
])('%s makes no caller', (_, authorizer) => {
  expect(apiRequest('GET', '/', undefined, { authorizer }).caller).toBeUndefined();
});

test('headers are found whatever their case', () => {
  const request = apiRequest('GET', '/', undefined, { headers: { 'X-SesSion-iD': 'value' } });
  expect(headerOf(request, 'x-session-id')).toBe('value');
  expect(headerOf(request, 'x-prompt-template')).toBeUndefined();
});

test.each([
  ['a UUID', 'deef4878-7910-11e6-8f14-25afc3e9ae33', true],
  ['a line break', 'a\r\nset-cookie: x', false],
  ['nothing', '', false],
  ['too much', 'x'.repeat(129), false],
])('a request id of %s is taken: %p', (_, id, taken) => {
  const event = { requestContext: { requestId: id } };
  expect(requestIdOf(event)).toBe(taken ? id : undefined);
});

test('any value is parsed or refused, and never throws anything else', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ httpMethod: fc.anything(), path: fc.anything(), body: fc.anything() })),
      (event) => {
        requestIdOf(event);
        try {
          parseEvent(event);
        } catch (error) {
          expect(error).toBeInstanceOf(OpenAiError);
        }
      },
    ),
  );
});
