import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A model's server on loopback. */
export interface TestUpstream {
  readonly url: string;
  close(): Promise<void>;
}

const chunk = (choices: readonly object[], usage?: object) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'up', choices, ...(usage && { usage }) })}\n\n`;

/** Streams ten tokens, or answers whole, and reports its usage. */
export function answeringUpstream(prompt: number, pauseMs: number): Promise<TestUpstream> {
  const usage = { prompt_tokens: prompt, completion_tokens: 10, total_tokens: prompt + 10 };
  return started(async (response, stream) => {
    await sleep(pauseMs);
    if (!stream) {
      const choice = { index: 0, message: { role: 'assistant', content: 'ten tokens' }, finish_reason: 'stop' };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'up', choices: [choice], usage }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let token = 0; token < 10; token++) {
      response.write(chunk([{ index: 0, delta: { content: 'tok ' }, finish_reason: null }]));
      await sleep(pauseMs / 10);
    }
    response.write(chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]));
    response.end(`${chunk([], usage)}data: [DONE]\n\n`);
  });
}

/** Answers nothing but 503. */
export const failingUpstream = (): Promise<TestUpstream> =>
  started(async (response) => {
    response.writeHead(503, { 'content-type': 'application/json' });
    response.end('{"error":{"message":"down for the test"}}');
  });

async function started(answer: (response: ServerResponse, stream: boolean) => Promise<void>): Promise<TestUpstream> {
  const server: Server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    await answer(response, JSON.parse(Buffer.concat(parts).toString() || '{}').stream === true);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, close };
}
