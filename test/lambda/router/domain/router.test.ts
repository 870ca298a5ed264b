import fc from 'fast-check';
import { ROUTES } from '../../../../lambda/router/contract/http.ts';
import { ask } from '../support/ask.ts';
import { expectOpenAiError } from '../support/errors.ts';
import { apiEvent, chatEvent } from '../support/events.ts';

test.each(ROUTES)('there is an answer to $method $path', async ({ method, path }) => {
  const { sink } = await ask(apiEvent(method, path.replace('{model}', 'echo'), {}));
  expect(sink.status).toBeLessThan(500);
  expect(sink.ended).toBe(true);
});

test('health needs no key and touches nothing', async () => {
  const config = { current: () => Promise.reject(new Error('down')), refresh: async () => undefined };
  const { sink, rows } = await ask(apiEvent('GET', '/healthz', undefined, { authorizer: undefined }), { config });
  expect([sink.status, sink.json, rows]).toEqual([200, { status: 'ok' }, []]);
});

test.each(ROUTES.filter((route) => !route.public))(
  '$method $path without a caller is refused with 401',
  async ({ method, path }) => {
    const { sink } = await ask(apiEvent(method, path, {}, { authorizer: undefined }));
    expect(sink.status).toBe(401);
    if (path !== '/v1/messages') expectOpenAiError(sink.json);
  },
);

test('models are listed and retrieved', async () => {
  const list = await ask(apiEvent('GET', '/v1/models'));
  expect(list.sink.json.data.map(({ id }: { id: string }) => id)).toEqual(['echo', 'hash']);
  const one = await ask(apiEvent('GET', '/v1/models/echo'));
  expect(one.sink.json).toMatchObject({ id: 'echo', object: 'model' });
});

test.each([
  [apiEvent('GET', '/v2/models'), 404, 'unknown_url'],
  [apiEvent('DELETE', '/v1/models'), 405, 'method_not_allowed'],
  [apiEvent('GET', '/v1/models/gpt'), 404, 'model_not_found'],
  [chatEvent({ model: 'gpt' }), 404, 'model_not_found'],
  [chatEvent({ model: 'hash' }), 400, 'model_not_supported'],
  [apiEvent('POST', '/v1/embeddings', { model: 'echo', input: 'a' }), 400, 'model_not_supported'],
  [{ version: '2.0' }, 400, null],
])('refusal %#: %j → %i %s', async (event, status, code) => {
  const { sink } = await ask(event);
  expect(sink.status).toBe(status);
  expectOpenAiError(sink.json);
  expect(sink.json.error.code).toBe(code);
});

test('every answer carries the request id and a content type', async () => {
  for (const event of [chatEvent({ model: 'echo' }), chatEvent({ model: 'echo', stream: true }), apiEvent('GET', '/nowhere')]) {
    const { sink } = await ask(event);
    expect(sink.headers).toMatchObject({
      'x-request-id': 'request-1',
      'content-type': expect.stringMatching(/json|event-stream/),
    });
  }
});

test('a request without an id is given one', async () => {
  const { sink } = await ask({ httpMethod: 'GET', path: '/healthz' });
  expect(sink.headers['x-request-id']).toBe('generated-id');
});

test('an answer of an embedded model says so in a header', async () => {
  const chat = await ask(chatEvent({ model: 'echo' }));
  const embeddings = await ask(apiEvent('POST', '/v1/embeddings', { model: 'hash', input: 'a' }));
  expect([chat.sink.headers['x-model-notice'], embeddings.sink.headers['x-model-notice']]).toEqual([
    expect.stringContaining('echo model'),
    expect.stringContaining('hashing embedder'),
  ]);
});

test('without a configuration the answer is 503', async () => {
  const config = { current: () => Promise.reject(new Error('AppConfig is down')), refresh: async () => undefined };
  const { sink, lines } = await ask(chatEvent({ model: 'echo' }), { config });
  expect([sink.status, sink.json.error.code]).toEqual([503, 'configuration_unavailable']);
  expect(sink.text).not.toContain('AppConfig');
  expect(lines[0]).toMatchObject({ level: 'error', fields: { error: 'AppConfig is down' } });
});

test('a fault of our own is a 500 that says nothing, and its cause is in the log', async () => {
  const config = { current: async () => ({ version: 1, models: null as never }) as const, refresh: async () => undefined };
  const { sink, lines } = await ask(chatEvent({ model: 'echo' }), { config });
  expect([sink.status, sink.json.error.code]).toEqual([500, 'internal_error']);
  expect(sink.text).not.toContain('TypeError');
  expect(lines[0]).toMatchObject({
    level: 'error',
    message: 'request failed',
    fields: { error: expect.stringContaining('TypeError') },
  });
});

test("whatever JSON comes, the answer is 200 or a 4xx in OpenAI's shape", async () => {
  const body = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .record(
        { model: fc.constantFrom('echo', 'hash', 'gpt'), messages: fc.jsonValue(), input: fc.jsonValue(), n: fc.jsonValue() },
        { requiredKeys: ['model'] },
      )
      .map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom('/v1/chat/completions', '/v1/embeddings'), async (text, path) => {
      const { sink } = await ask(apiEvent('POST', path, text));
      if (sink.status === 200) return;
      expect(Math.floor((sink.status ?? 0) / 100)).toBe(4);
      expectOpenAiError(sink.json);
    }),
  );
});
