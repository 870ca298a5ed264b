import { ROUTES } from '../../../../../lambda/router/contract/http.ts';
import { matchRoute } from '../../../../../lambda/router/domain/http/routes.ts';
import { refusalOf } from '../../support/errors.ts';
import { apiRequest } from '../../support/events.ts';

test.each(ROUTES)('$method $path is found by its path', (route) => {
  const path = route.path.replace('{model}', 'gpt-mini');
  expect(matchRoute(apiRequest(route.method, path)).route).toBe(route);
});

test('the stage in front of a path is overlooked', () => {
  expect(matchRoute(apiRequest('GET', '/v1-stage/v1/models')).route.path).toBe('/v1/models');
});

test("behind a base path that only the gateway knows, the event's resource decides", () => {
  const request = {
    ...apiRequest('GET', '/llm/v1/models/a%2Fb'),
    resource: '/v1/models/{model}',
    pathParameters: { model: 'a%2Fb' },
  };
  expect(matchRoute(request)).toMatchObject({ route: { path: '/v1/models/{model}' }, parameters: { model: 'a/b' } });
});

test.each([
  ['Qwen%2FQwen2.5', 'Qwen/Qwen2.5'],
  ['50%25', '50%'],
  ['%zz', '%zz'],
])('the model name %s in a path is read as %s', (segment, model) => {
  expect(matchRoute(apiRequest('GET', `/v1/models/${segment}`)).parameters).toEqual({ model });
});

test.each(['/', '/v1', '/v1/models/', '/v1/models/a/b', '/v1/chat/completions/', '/V1/models', ''])(
  'the path %p is unknown',
  (path) => {
    const { status, body } = refusalOf(() => matchRoute(apiRequest('GET', path)));
    expect(status).toBe(404);
    expect(body.error.code).toBe('unknown_url');
  },
);

test('a known path with another method is refused with the right one', () => {
  const { status, headers } = refusalOf(() => matchRoute(apiRequest('GET', '/v1/chat/completions')));
  expect(status).toBe(405);
  expect(headers).toEqual({ allow: 'POST' });
});
