import fc from 'fast-check';
import { ROUTES } from '../../../lambda/router/contract/http.ts';
import { matchRoute } from '../../../tools/local/routes.ts';

test.each(ROUTES)('$method $path is found', (route) => {
  const path = route.path.replace(/\{\w+\}/, 'echo');
  const name = /\{(\w+)\}/.exec(route.path)?.[1];
  expect(matchRoute(route.method, path)).toEqual({
    kind: 'route',
    route,
    pathParameters: name === undefined ? null : { [name]: 'echo' },
  });
});

test('a parameter is one segment, decoded', () => {
  expect(matchRoute('GET', '/v1/models/org%2Fa%20model')).toMatchObject({ pathParameters: { model: 'org/a model' } });
  expect(matchRoute('GET', '/v1/models/org/model')).toEqual({ kind: 'unknown-path' });
  expect(matchRoute('GET', '/v1/models/')).toEqual({ kind: 'unknown-path' });
});

test('any name of a model comes back from its path', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (model) => {
      expect(matchRoute('GET', `/v1/models/${encodeURIComponent(model)}`)).toMatchObject({ pathParameters: { model } });
    }),
  );
});

test('another method names those that there are', () => {
  expect(matchRoute('GET', '/v1/embeddings')).toEqual({ kind: 'wrong-method', allowed: ['POST'] });
  expect(matchRoute('POST', '/v1/models/echo')).toEqual({ kind: 'wrong-method', allowed: ['GET'] });
  expect(matchRoute('get', '/v1/models')).toEqual({ kind: 'wrong-method', allowed: ['GET'] });
});

test.each(['%', '%zz', '%c3'])('the path parameter %j is malformed', (model) => {
  expect(matchRoute('GET', `/v1/models/${model}`)).toEqual({ kind: 'malformed-path' });
});

test.each([
  '',
  '/',
  '*',
  '/v1',
  '/v1/chat',
  '/v1/chat/completions/',
  '//v1/models',
  '/V1/models',
  'http://x/v1/models',
  '/v1/models/{model}/x',
])('the path %j is unknown', (path) => {
  expect(matchRoute('GET', path)).toEqual({ kind: 'unknown-path' });
});

test('no path makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (method, path) => {
      expect(['route', 'unknown-path', 'wrong-method', 'malformed-path']).toContain(matchRoute(method, path).kind);
    }),
  );
});
