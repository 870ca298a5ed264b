import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { listModels, retrieveModel, routeOf, targetOf } from '../../../../../lambda/router/domain/openai/models.ts';
import { refusalOf } from '../../support/errors.ts';

const OPENAI = { kind: 'openai', baseUrl: 'http://127.0.0.1/v1' } as const;
const config: RouterConfig = { version: 1, models: { zeta: { kind: 'echo' }, alpha: OPENAI } };
const open: RouterConfig = { version: 1, models: { ...config.models, '*': OPENAI } };

test("models are listed by name in OpenAI's shape", () => {
  expect(listModels(config)).toEqual({
    object: 'list',
    data: [
      { id: 'alpha', object: 'model', created: 0, owned_by: 'openai' },
      { id: 'zeta', object: 'model', created: 0, owned_by: 'echo' },
    ],
  });
});

test('the catch-all is not listed', () => {
  expect(listModels(open).data.map(({ id }) => id)).toEqual(['alpha', 'zeta']);
});

test('a model is retrieved by name', () => {
  expect(retrieveModel(config, 'zeta')).toMatchObject({ id: 'zeta', owned_by: 'echo' });
});

test.each(['gamma', '', 'toString', '__proto__', '*'])('the name %p is not found', (name) => {
  const { status, body } = refusalOf(() => targetOf(config, name));
  expect(status).toBe(404);
  expect(body.error.code).toBe('model_not_found');
});

test('the catch-all takes names that no other entry claims, and only those', () => {
  expect(targetOf(open, 'gamma')).toBe(OPENAI);
  expect(targetOf(open, 'toString')).toBe(OPENAI);
  expect(targetOf(open, 'zeta')).toEqual({ kind: 'echo' });
});

test('an alias is listed and retrieved like a model, and is owned by its route', () => {
  const chat = { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'zeta' }] } as const;
  const routed = { ...config, routes: { chat } };
  expect(listModels(routed).data.map(({ id, owned_by }) => `${id} ${owned_by}`)).toEqual([
    'alpha openai',
    'chat route',
    'zeta echo',
  ]);
  expect(retrieveModel(routed, 'chat').owned_by).toBe('route');
  expect([routeOf(routed, 'chat'), routeOf(routed, 'zeta'), routeOf(routed, 'toString')]).toEqual([chat, undefined, undefined]);
});
