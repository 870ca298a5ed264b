import { PassThrough } from 'node:stream';
import { lambdaHandler } from '../../../../lambda/router/adapters/lambda-handler.ts';
import type { Router } from '../../../../lambda/router/domain/router.ts';

const router: Router = async (event, sink) => {
  sink.start(200, { 'content-type': 'text/plain' });
  sink.write(`got ${JSON.stringify(event)}`);
  await sink.end();
};

const globals = globalThis as { awslambda?: unknown };
afterEach(() => {
  delete globals.awslambda;
});

test('without a streaming runtime the answer is buffered', async () => {
  const handler = lambdaHandler(router) as (event: unknown) => Promise<unknown>;
  await expect(handler({ a: 1 })).resolves.toEqual({
    statusCode: 200,
    headers: { 'content-type': 'text/plain' },
    body: 'got {"a":1}',
    isBase64Encoded: false,
  });
});

test('a streaming runtime wraps the handler, and gets status and headers by its own means', async () => {
  const stream = new PassThrough();
  const from = jest.fn(() => stream);
  const wrapped = jest.fn((handler: unknown) => handler);
  globals.awslambda = { streamifyResponse: wrapped, HttpResponseStream: { from } };
  const handler = lambdaHandler(router) as (event: unknown, stream: PassThrough) => Promise<void>;
  await handler({ a: 1 }, stream);
  expect(wrapped).toHaveBeenCalledTimes(1);
  expect(from).toHaveBeenCalledWith(stream, { statusCode: 200, headers: { 'content-type': 'text/plain' } });
  expect(stream.read().toString()).toBe('got {"a":1}');
});
