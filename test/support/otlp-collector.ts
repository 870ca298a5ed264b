import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

type Value = {
  readonly stringValue?: string;
  readonly intValue?: number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
};
type Attributes = readonly { readonly key: string; readonly value: Value }[];

/** A span as the collector got it. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 2 server, 3 client. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  /** 2 error. */
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A collector on loopback that takes traces over OTLP (HTTP, JSON). */
export interface OtlpCollector {
  readonly url: string;
  readonly spans: CollectedSpan[];
  readonly headers: IncomingHttpHeaders[];
  /** The status that it answers with. */
  status: number;
  /** While true it takes what comes and never answers. */
  silent: boolean;
  close(): Promise<void>;
}

export async function otlpCollector(): Promise<OtlpCollector> {
  const collected: Pick<OtlpCollector, 'spans' | 'headers' | 'status' | 'silent'> = {
    spans: [],
    headers: [],
    status: 200,
    silent: false,
  };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    collected.headers.push(request.headers);
    if (collected.silent) return;
    if (request.url === '/v1/traces' && collected.status === 200)
      collected.spans.push(...spansIn(Buffer.concat(parts).toString()));
    response.writeHead(collected.status, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.assign(collected, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  });
}

interface Payload {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<CollectedSpan, 'attributes'> & { readonly attributes: Attributes })[];
    }[];
  }[];
}

const spansIn = (text: string): CollectedSpan[] =>
  (JSON.parse(text) as Payload).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, attributes: valuesOf(span.attributes), resource: valuesOf(resource.attributes) })),
    ),
  );

const valuesOf = (attributes: Attributes): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
