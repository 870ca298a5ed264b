import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';

/** What a streaming handler hands to `HttpResponseStream.from` before its first byte. */
interface Prelude {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** The part of Lambda's context that a handler can use on a laptop. */
export interface InvocationContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly getRemainingTimeInMillis: () => number;
}

/** A handler that writes its answer, as `awslambda.streamifyResponse` marks it. */
export type StreamingHandler = (event: unknown, response: ServerResponse, context: InvocationContext) => Promise<unknown>;

/** A handler that gives its answer back in one piece. */
export type BufferedHandler = (event: unknown) => Promise<{
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}>;

/** The same as one that writes. */
export function buffered(handler: BufferedHandler): StreamingHandler {
  return async (event, response, { awsRequestId }) => {
    const { statusCode, headers, body } = await handler(event);
    response
      .writeHead(statusCode, { ...headers, 'x-request-id': awsRequestId, 'content-length': Buffer.byteLength(body) })
      .end(body);
  };
}

/**
 * Gives the bundles the global of Lambda's Node runtime. The response stream is the HTTP response itself, so back pressure and the
 * client's leaving (`close`) reach the handler without anything in between.
 */
export function defineStreamingRuntime(): void {
  const streamifyResponse = (handler: StreamingHandler): StreamingHandler => handler;
  const from = (response: ServerResponse, { statusCode = 200, headers = {}, cookies = [] }: Prelude): ServerResponse =>
    response.writeHead(statusCode, cookies.length === 0 ? headers : { ...headers, 'set-cookie': [...cookies] });
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream: { from } } });
}

const root = path.join(__dirname, '..', '..');

/** Where `npm run bundle` puts a Lambda's bundle. */
const bundleFile = (name: string): string => path.join(root, 'dist', 'bundles', name, 'index.js');

/** @throws Error that says how to make what is missing */
export function requireBundles(...names: readonly string[]): void {
  const missing = names.map(bundleFile).filter((file) => !existsSync(file));
  if (missing.length > 0) throw new Error(`${missing.join(' and ')} missing: run npm run bundle`);
}

/** Loads a bundle; its environment variables have to be set before. */
export function loadHandler<T>(name: string): T {
  const { handler } = require(bundleFile(name)) as { readonly handler: T };
  return handler;
}
