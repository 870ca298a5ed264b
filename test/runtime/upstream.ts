import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from './runtime-api.ts';

/** A request that reached the upstream. */
export interface UpstreamRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly response: ServerResponse;
  /** Resolves when the connection is gone or the answer complete. */
  readonly closed: Promise<void>;
}

/** An OpenAI-compatible server on loopback whose answers a test writes by hand. */
export interface Upstream {
  readonly baseUrl: string;
  /** The next request, made on behalf of this invocation; rejects when the invocation is answered or fails without one. */
  readonly requestFor: (invocation: Promise<unknown>) => Promise<UpstreamRequest>;
}

export async function startUpstream(): Promise<Upstream> {
  const arrived: UpstreamRequest[] = [];
  const awaited: ((request: UpstreamRequest) => void)[] = [];
  const server = createServer(async (request, response) => {
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const { url = '', headers } = request;
    const whole = { path: url, headers, body: await text(request), response, closed };
    const take = awaited.shift();
    if (take) take(whole);
    else arrived.push(whole);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requestFor: (invocation) => {
      const unasked = invocation.then(() => Promise.reject(new Error('the router answered without asking the upstream')));
      const next = new Promise<UpstreamRequest>((resolve) => {
        const first = arrived.shift();
        if (first) resolve(first);
        else awaited.push(resolve);
      });
      return Promise.race([next, unasked]);
    },
  };
}

/** A chunk of a streamed chat answer, as the body carries it. */
export function chatChunk(content: string, finished = false): string {
  const choice = { index: 0, delta: { content }, finish_reason: finished ? 'stop' : null };
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'upstream', choices: [choice] })}\n\n`;
}

export const DONE = 'data: [DONE]\n\n';
