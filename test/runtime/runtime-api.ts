import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a Lambda runtime posts for one invocation. */
export interface Posted {
  /** `error` when the handler threw before it answered. */
  readonly kind: 'response' | 'error';
  readonly headers: IncomingHttpHeaders;
  /** As it arrives, chunk by chunk. */
  readonly body: AsyncIterable<Buffer>;
  /** Header fields after the body: how a streaming handler reports that it threw while it answered. Complete once the body is. */
  readonly trailers: () => NodeJS.Dict<string>;
  /** Breaks the connection in the middle of the answer. */
  readonly hangUp: () => void;
}

/** The server that Lambda puts in front of a runtime. One runtime at a time. */
export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Hands an event to the runtime; resolves as soon as the runtime begins to answer. */
  readonly invoke: (event: unknown) => Promise<Posted>;
  /** Resolves when the runtime asks for the next event: the handler is through with the last one. */
  readonly idle: () => Promise<void>;
  /** Takes back what no runtime has answered, and refuses it with `reason`: the runtime is gone. */
  readonly abandon: (reason: Error) => void;
}

interface Invocation {
  readonly id: string;
  readonly event: string;
  readonly answered: (posted: Posted) => void;
  readonly refused: (reason: Error) => void;
}

const ROUTE = /^\/2018-06-01\/runtime\/(?:invocation\/(?:(next)|([^/]+)\/(response|error))|(init)\/error)$/;

export async function startRuntimeApi(): Promise<RuntimeApi> {
  const waiting: Invocation[] = [];
  const underWay = new Map<string, Invocation>();
  let idle: ServerResponse | undefined;
  let count = 0;
  const awaitingIdle: (() => void)[] = [];

  const handOver = () => {
    const invocation = idle === undefined ? undefined : waiting.shift();
    if (idle === undefined || invocation === undefined) return;
    underWay.set(invocation.id, invocation);
    idle.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.id,
      'lambda-runtime-deadline-ms': String(Date.now() + 30_000),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:under-test',
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0',
    });
    idle.end(invocation.event);
    idle = undefined;
  };
  const abandon = (reason: Error) => {
    for (const { refused } of [...waiting.splice(0), ...underWay.values()]) refused(reason);
    underWay.clear();
  };
  const server = createServer(async (request, response) => {
    const [, next, id = '', kind, init] = ROUTE.exec(request.url ?? '') ?? [];
    if (next) {
      idle = response;
      for (const resolve of awaitingIdle.splice(0)) resolve();
      return handOver();
    }
    request.once('end', () => response.writeHead(202).end());
    const invocation = underWay.get(id);
    underWay.delete(id);
    if (invocation && (kind === 'response' || kind === 'error')) return invocation.answered(posted(kind, request));
    const said = await text(request);
    if (init) abandon(new Error(`the function did not load: ${said}`));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event) =>
      new Promise((answered, refused) => {
        count += 1;
        waiting.push({ id: `invocation-${count}`, event: JSON.stringify(event), answered, refused });
        handOver();
      }),
    idle: () => new Promise((resolve) => (idle === undefined ? awaitingIdle.push(resolve) : resolve())),
    abandon,
  };
}

function posted(kind: Posted['kind'], request: IncomingMessage): Posted {
  return {
    kind,
    headers: request.headers,
    body: request,
    trailers: () => request.trailers,
    hangUp: () => request.socket.destroy(),
  };
}

export async function text(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
