import { z } from 'zod';
import { REQUEST_MODELS } from '../../../constructs/inference-api/request-models.ts';
import { ROUTES } from '../../../lambda/router/contract/http.ts';

const accepts = (path: string, body: unknown): boolean =>
  z.fromJSONSchema(REQUEST_MODELS[path] as Parameters<typeof z.fromJSONSchema>[0]).safeParse(body).success;

const message = { role: 'user', content: 'Hello' };

test('there is a model for every POST route and for nothing else', () => {
  const posts = ROUTES.filter(({ method }) => method === 'POST').map(({ path }) => path);
  expect(Object.keys(REQUEST_MODELS).sort()).toEqual(posts.sort());
});

test.each<[string, string, unknown]>([
  ['a chat', '/v1/chat/completions', { model: 'm', messages: [message] }],
  [
    'a chat with fields that the gateway need not know',
    '/v1/chat/completions',
    { model: 'm', messages: [message], stream: true, x: {} },
  ],
  ['a chat whose messages a template brings', '/v1/chat/completions', { model: 'm', messages: [] }],
  ['a response to a text', '/v1/responses', { model: 'm', input: 'text' }],
  ['a response to items', '/v1/responses', { model: 'm', input: [message] }],
  ['a message', '/v1/messages', { model: 'm', max_tokens: 9, messages: [message] }],
  ['a message whose limit the router will ask for', '/v1/messages', { model: 'm', messages: [message] }],
  ['an embedding of a text', '/v1/embeddings', { model: 'm', input: 'text' }],
  ['an embedding of texts', '/v1/embeddings', { model: 'm', input: ['a', 'b'] }],
  ['an embedding of tokens', '/v1/embeddings', { model: 'm', input: [1, 2, 3] }],
  ['a moderation of a text', '/v1/moderations', { input: 'text' }],
  ['a moderation of texts', '/v1/moderations', { model: 'm', input: ['a', 'b'] }],
])('%s is let through', (_, path, body) => {
  expect(accepts(path, body)).toBe(true);
});

test.each<[string, string, unknown]>([
  ['a chat without messages', '/v1/chat/completions', { model: 'm' }],
  ['a chat with a text for messages', '/v1/chat/completions', { model: 'm', messages: 'Hello' }],
  ['a chat without a model', '/v1/chat/completions', { messages: [message] }],
  ['a chat with an empty model', '/v1/chat/completions', { model: '', messages: [message] }],
  ['a response to nothing', '/v1/responses', { model: 'm' }],
  ['a message without messages', '/v1/messages', { model: 'm', max_tokens: 9 }],
  ['a list', '/v1/chat/completions', [message]],
  ['a text', '/v1/embeddings', 'text'],
  ['an embedding of nothing', '/v1/embeddings', { model: 'm' }],
  ['an embedding of an object', '/v1/embeddings', { model: 'm', input: {} }],
  ['a moderation of nothing', '/v1/moderations', { model: 'm' }],
])('%s is refused', (_, path, body) => {
  expect(accepts(path, body)).toBe(false);
});
