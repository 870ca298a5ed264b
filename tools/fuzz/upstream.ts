import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Paths below the mock that stand for servers of different temper. */
type Temper = 'good' | 'failing' | 'held' | 'judging';

export interface MockUpstream {
  /** Without a slash at its end. */
  readonly url: (temper: Temper) => string;
  /** Requests that wait to be released. */
  readonly held: () => number;
  readonly release: () => void;
  readonly close: () => Promise<void>;
}

const USAGE = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };
const said = (content: string) => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'mock',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: USAGE,
});
const WHOLE = said('Hello.');
const embeddings = (count: number) => ({
  object: 'list',
  model: 'mock',
  data: Array.from({ length: count }, (_, index) => ({ object: 'embedding', index, embedding: [0.6, 0.8] })),
  usage: { prompt_tokens: 5, total_tokens: 5 },
});
const MESSAGE = {
  id: 'm',
  type: 'message',
  role: 'assistant',
  model: 'mock',
  content: [{ type: 'text', text: 'Hello.' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 5, output_tokens: 3 },
};
const chunk = (choices: readonly object[], rest: object = {}) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'mock', choices, ...rest })}\n\n`;
const OPENAI_STREAM =
  chunk([{ index: 0, delta: { role: 'assistant', content: 'Hel' }, finish_reason: null }]) +
  chunk([{ index: 0, delta: { content: 'lo.' }, finish_reason: 'stop' }]) +
  chunk([], { usage: USAGE }) +
  'data: [DONE]\n\n';
const ANTHROPIC_STREAM = [
  { type: 'message_start', message: { ...MESSAGE, content: [], stop_reason: null } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello.' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
  { type: 'message_stop' },
]
  .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  .join('');
const TRITON = { model_name: 'mock', model_version: '1', text_output: 'Hello.' };

/**
 * An OpenAI, Anthropic and Triton server in one. Below `/failing` it fails, below `/judging` it finds texts safe
 * or not, in a way that depends on the request alone.
 */
export async function startUpstream(): Promise<MockUpstream> {
  const held = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const [, temper = '', ...rest] = (request.url ?? '').split('/');
    readText(request, (body) => {
      if (temper === 'failing') fail(response, body.length % 5);
      else if (temper === 'held') hold(response);
      else if (temper === 'judging') json(response, said(body.length % 2 === 0 ? 'safe' : 'unsafe\nS10'));
      else answer(response, `/${rest.join('/')}`, JSON.parse(body));
    });
  });
  const hold = (response: ServerResponse) => {
    held.add(response);
    response.on('close', () => held.delete(response));
  };
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: (temper) => `http://127.0.0.1:${port}/${temper}`,
    held: () => held.size,
    release: () => {
      for (const response of held) json(response, WHOLE);
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function readText(request: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => done(Buffer.concat(chunks).toString()));
  // The router may leave in the middle.
  request.on('error', () => undefined);
}

function answer(response: ServerResponse, path: string, { stream, input }: { stream?: boolean; input?: unknown }): void {
  if (path.endsWith('/embeddings')) json(response, embeddings(Array.isArray(input) ? input.length : 1));
  else if (path.endsWith('/messages')) stream ? events(response, ANTHROPIC_STREAM) : json(response, MESSAGE);
  else if (path.endsWith('/generate_stream')) events(response, `data: ${JSON.stringify(TRITON)}\n\n`);
  else if (path.endsWith('/generate')) json(response, TRITON);
  else stream ? events(response, OPENAI_STREAM) : json(response, WHOLE);
}

function fail(response: ServerResponse, kind: number): void {
  if (kind === 0) json(response, { error: { message: 'mock', type: 'server_error' } }, 500);
  else if (kind === 1) response.destroy();
  else if (kind === 2) json(response, { error: { message: 'mock' } }, 400);
  else if (kind === 3) events(response, OPENAI_STREAM.slice(0, OPENAI_STREAM.length / 2));
  else json(response, { error: { message: 'mock', type: 'rate_limit_error' } }, 429);
}

function events(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(text);
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
