import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { type Refusal, rawRefusal, refuse } from './answers.ts';

export interface HttpLimits {
  /** From the first byte of a request to the end of its headers. @default 10 seconds */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to its last. @default 30 seconds */
  readonly requestTimeoutMs: number;
}

const DEFAULT_LIMITS: HttpLimits = { headersTimeoutMs: 10_000, requestTimeoutMs: 30_000 };

/** Longer than clients and proxies keep a silent connection, so that it is they who close it. */
const KEEP_ALIVE_MS = 75_000;

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'TOO_SLOW',
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
};

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** An HTTP server that no client can hold or break: slow and malformed requests get a 4xx in OpenAI's shape. */
export function createHttpServer(answer: Answer, limits: HttpLimits = DEFAULT_LIMITS): Server {
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
    requireHostHeader: false,
  });
  const latest = new WeakMap<Socket, ServerResponse>();
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    latest.set(request.socket, response);
    request.url = originForm(request.url ?? '');
    // Whoever keeps its connection would find it closed in the middle of the next request.
    if (!server.listening) response.setHeader('connection', 'close');
    answer(request, response);
  };
  server.on('request', serve);
  // Who answers decides whether the client should send its body.
  server.on('checkContinue', serve);
  server.on('checkExpectation', (_request, response: ServerResponse) => {
    refuse(response, 'EXPECTATION_FAILED', { 'x-request-id': randomUUID() });
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const response = latest.get(socket);
    const isAnswering = response !== undefined && !response.writableFinished;
    const midAnswer = isAnswering && response.headersSent;
    // What came before the nonsense gets its answer.
    if (isAnswering && !midAnswer && response.req.complete) response.once('close', () => socket.destroy());
    else if (!socket.writable || midAnswer || error.code === 'ECONNRESET') socket.destroy();
    else socket.end(rawRefusal(REFUSALS[error.code ?? ''] ?? 'MALFORMED', randomUUID()), () => socket.destroy());
  });
  return server;
}

/** Clients may name the whole address, as to a proxy (RFC 9112, 3.2.2). */
const originForm = (target: string): string =>
  target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*(?=\/)/i, '');

/**
 * Takes no new connections. Those that are there stay, idle ones too: `server.close()` would reset them while their clients send the next
 * request.
 */
export function stopListening(server: Server): void {
  NetServer.prototype.close.call(server);
}

/**
 * @returns the port, which is a free one when 0 was asked for
 * @throws Error that names the address and the way out
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    // Stays for good: a machine out of file descriptors fails to accept, which must not end the process.
    server.on('error', (error: NodeJS.ErrnoException) => reject(new Error(cannotListen(error, host, port))));
    server.listen(port, host, 4096, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function cannotListen({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `port ${port} on ${host} is taken; stop what listens there or choose another port with --port`;
  if (code === 'EACCES') return `port ${port} needs more rights than you have; choose one above 1023 with --port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `'${host}' is no address of this machine; try --host 127.0.0.1`;
  return `cannot listen on ${host}:${port}: ${message}`;
}
