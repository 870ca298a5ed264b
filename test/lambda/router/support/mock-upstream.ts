import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server on loopback that answers as the test says. */
export interface MockUpstream {
  /** With the version, as `baseUrl` of a target. */
  readonly baseUrl: string;
  readonly seen: SeenRequest[];
  /** Connections that the other side closed before the answer was through. */
  readonly aborted: () => number;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: SeenRequest, count: number) => void;

export async function mockUpstream(answer: Answer): Promise<MockUpstream> {
  const seen: SeenRequest[] = [];
  let aborted = 0;
  const server = createServer(async (request, response) => {
    const entry = { url: request.url ?? '', headers: request.headers, body: await bodyOf(request) };
    seen.push(entry);
    response.on('close', () => {
      if (!response.writableFinished) aborted += 1;
    });
    answer(response, entry, seen.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    aborted: () => aborted,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export const answerJson = (
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
};

export const startEvents = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
};

export const COMPLETION = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'gpt-mini-2026-01-01',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 12, completion_tokens: 9, total_tokens: 21 },
};

/** One chunk of a streamed answer. */
export const chunkEvent = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-mini-2026-01-01',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;
