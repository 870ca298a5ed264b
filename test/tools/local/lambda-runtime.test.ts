import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { defineStreamingRuntime, requireBundles } from '../../../tools/local/lambda-runtime.ts';
import { root } from '../../support/local-platform.ts';

test('a missing bundle is named, with the way to make it', () => {
  const file = path.join(root, 'dist', 'bundles', 'no-such-lambda', 'index.js');
  expect(() => requireBundles('router', 'no-such-lambda')).toThrow(`${file} missing: run npm run bundle`);
});

test('built bundles are there', () => {
  expect(() => requireBundles('authorizer', 'router')).not.toThrow();
});

describe('the global of Lambda’s runtime', () => {
  const { awslambda } = (() => {
    defineStreamingRuntime();
    return globalThis as unknown as {
      awslambda: { streamifyResponse: <T>(handler: T) => T; HttpResponseStream: { from: (...args: unknown[]) => unknown } };
    };
  })();
  const from = (prelude: object) => {
    const calls: unknown[][] = [];
    const writeHead = (...args: unknown[]) => {
      calls.push(args);
      return response;
    };
    const response = { writeHead } as unknown as ServerResponse;
    expect(awslambda.HttpResponseStream.from(response, prelude)).toBe(response);
    return calls;
  };

  test('leaves a streaming handler as it is', () => {
    const handler = async () => {};
    expect(awslambda.streamifyResponse(handler)).toBe(handler);
  });

  test('writes status and headers of the prelude', () => {
    expect(from({ statusCode: 404, headers: { 'x-own': 'yes' } })).toEqual([[404, { 'x-own': 'yes' }]]);
    expect(from({})).toEqual([[200, {}]]);
    expect(from({ cookies: ['a=1', 'b=2'] })).toEqual([[200, { 'set-cookie': ['a=1', 'b=2'] }]]);
  });
});
