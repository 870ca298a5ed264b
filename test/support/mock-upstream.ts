import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the upstream got it. */
export interface Received {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

/**
 * A loopback server that speaks enough of OpenAI's API. A streamed answer never ends by itself: it goes on until the caller leaves. The
 * model `silent` never begins to answer.
 */
export interface MockUpstream {
  readonly url: string;
  readonly received: Received[];
  /** Streams whose caller has left. */
  readonly abandoned: () => number;
  close(): Promise<void>;
}

export async function startMockUpstream(): Promise<MockUpstream> {
  const received: Received[] = [];
  let abandoned = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
    received.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
    if (body.model === 'silent') return;
    if (body.stream !== true) return answer(response);
    response.on('close', () => {
      abandoned += 1;
    });
    stream(response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, received, abandoned: () => abandoned, close };
}

const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };

function answer(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const choice = { index: 0, message: { role: 'assistant', content: 'from upstream' }, finish_reason: 'stop' };
  response.end(
    JSON.stringify({ id: 'chatcmpl-up', object: 'chat.completion', created: 1, model: 'up', choices: [choice], usage }),
  );
}

function stream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = () => {
    const choice = { index: 0, delta: { content: 'tok ' }, finish_reason: null };
    const chunk = { id: 'chatcmpl-up', object: 'chat.completion.chunk', created: 1, model: 'up', choices: [choice] };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  const timer = setInterval(send, 5);
  response.on('close', () => clearInterval(timer));
}
