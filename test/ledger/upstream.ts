import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const TOKENS = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };

/** A model's server that remembers which models it was asked for: no two requests ask for the same one. */
export interface RememberingUpstream {
  readonly url: string;
  readonly asked: Set<string>;
  close(): void;
}

export async function rememberingUpstream(): Promise<RememberingUpstream> {
  const asked = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { model, stream } = JSON.parse(Buffer.concat(chunks).toString()) as { model: string; stream?: boolean };
    asked.add(model);
    await sleep(Math.random() * 40);
    if (stream) await streamTo(response, model);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion(model)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked, close };
}

const completion = (model: string) => ({
  ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, usage: TOKENS },
  choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }],
});

async function streamTo(response: ServerResponse, model: string): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model };
  for (let word = 0; word < 5; word++) {
    response.write(
      `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta: { content: 'yes ' }, finish_reason: null }] })}\n\n`,
    );
    await sleep(Math.random() * 15);
  }
  response.write(`data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`);
  response.write(`data: ${JSON.stringify({ ...head, choices: [], usage: TOKENS })}\n\n`);
  response.end('data: [DONE]\n\n');
}
