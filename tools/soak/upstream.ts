import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, faultFor } from './faults.ts';

export interface FaultyUpstream {
  /** As `baseUrl` of a model. */
  readonly url: string;
  /** What was done to the requests of a `user`, in order. */
  readonly done: ReadonlyMap<string, readonly Fault[]>;
  /** False: everything is answered well. */
  faults: boolean;
  /** True: nothing is answered until this is false again. */
  holding: boolean;
  readonly held: () => number;
  /** Refuses connections for so long, and cuts those that there are. */
  refuse(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

const USAGE = { prompt_tokens: 20, completion_tokens: 8, total_tokens: 28 };
const chunk = (content: string, rest: object = {}) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'mock', choices: [{ index: 0, delta: { content }, finish_reason: null }], ...rest })}\n\n`;
const END = `${chunk('', { choices: [], usage: USAGE })}data: [DONE]\n\n`;
const WHOLE = {
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'mock',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there.' }, finish_reason: 'stop' }],
  usage: USAGE,
};

/** An OpenAI-compatible server that mistreats its callers at random. */
export async function startFaultyUpstream(random: () => number): Promise<FaultyUpstream> {
  const done = new Map<string, Fault[]>();
  const held = new Set<() => void>();
  let server: Server;
  let holding = false;

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { user = '', stream } = JSON.parse(await textOf(request)) as { user?: string; stream?: boolean };
    if (holding) await new Promise<void>((release) => held.add(release));
    const fault = upstream.faults ? faultFor(random) : 'good';
    done.set(user, [...(done.get(user) ?? []), fault]);
    await (stream ? answerStream(response, fault) : answerWhole(response, fault));
  };
  const listen = async (port: number) => {
    // The router cuts connections when it gives up.
    server = createServer((request, response) => void serve(request, response).catch(() => undefined));
    await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
    return (server.address() as AddressInfo).port;
  };
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });

  const port = await listen(0);
  const upstream: FaultyUpstream = {
    url: `http://127.0.0.1:${port}/v1`,
    done,
    faults: true,
    get holding() {
      return holding;
    },
    set holding(value: boolean) {
      holding = value;
      if (value) return;
      for (const release of held) release();
      held.clear();
    },
    held: () => held.size,
    refuse: async (milliseconds) => {
      await close();
      await delay(milliseconds);
      await listen(port);
    },
    close,
  };
  return upstream;
}

async function answerWhole(response: ServerResponse, fault: Fault): Promise<void> {
  if (failsBeforeHeaders(response, fault)) return;
  const text = JSON.stringify(fault === 'huge-chunk' ? { ...WHOLE, padding: 'x'.repeat(1_000_000) } : WHOLE);
  response.writeHead(200, { 'content-type': 'application/json' });
  if (fault === 'good' || fault === 'huge-chunk') response.end(text);
  else if (fault === 'garbage-events') response.end(text.slice(0, 40));
  else {
    response.write(text.slice(0, 40));
    if (fault === 'reset-mid-stream') response.socket?.resetAndDestroy();
    else if (fault === 'slow-chunks') {
      await delay(300);
      response.end(text.slice(40));
    } else if (fault === 'early-end') response.destroy();
  }
}

async function answerStream(response: ServerResponse, fault: Fault): Promise<void> {
  if (failsBeforeHeaders(response, fault)) return;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(chunk('Hello'));
  const pause = fault === 'slow-chunks' ? 100 : 5;
  for (const word of [' there', ',', ' how', ' are', ' you']) {
    await delay(pause);
    response.write(chunk(word));
  }
  if (fault === 'hang-mid-stream') return;
  if (fault === 'early-end') response.end();
  else if (fault === 'reset-mid-stream') response.socket?.resetAndDestroy();
  else {
    if (fault === 'garbage-events')
      response.write('data: {"choices":[{"delta"\n\n: what\n\nevent: odd\ndata: null\n\nnonsense\n\n');
    if (fault === 'huge-chunk') response.write(chunk('x'.repeat(1_000_000)));
    response.end(END);
  }
}

function failsBeforeHeaders(response: ServerResponse, fault: Fault): boolean {
  if (fault === 'status-500') refuse(response, 500, 'server_error');
  else if (fault === 'status-429') refuse(response, 429, 'rate_limit_error', { 'retry-after': '1' });
  else if (fault === 'reset-before-headers') response.socket?.resetAndDestroy();
  else return fault === 'hang-before-headers';
  return true;
}

function refuse(response: ServerResponse, status: number, type: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: { message: 'as the soak wants it', type } }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const part of request) chunks.push(part);
  return Buffer.concat(chunks).toString();
}
