import { json } from 'node:stream/consumers';
import { startLoopbackServer } from '../emulator/loopback-server.ts';
import { isFromThisMachine } from '../local/observed/local-only.ts';

/** A span as OTLP has it in JSON. */
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface OtlpTraces {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[] }[];
}

/** Traces that are kept; the oldest go first. */
const KEPT = 2_000;

/**
 * A collector of traces on loopback: takes OTLP as JSON, and shows a trace under `/traces/<its id>`.
 *
 * @returns its URL, without a path
 */
export async function startTraces(): Promise<string> {
  const traces = new Map<string, OtlpSpan[]>();
  const { url } = await startLoopbackServer(async (request, response) => {
    if (!isFromThisMachine(request)) return response.writeHead(404).end();
    if (request.method === 'POST') {
      for (const span of spansIn((await json(request)) as OtlpTraces)) add(traces, span);
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    }
    const spans = traces.get(request.url?.replace('/traces/', '') ?? '');
    response.writeHead(spans === undefined ? 404 : 200, { 'content-type': 'text/plain; charset=utf-8' });
    return response.end(spans === undefined ? 'there is no such trace here, or no longer\n' : traceText(spans));
  });
  return url;
}

const spansIn = ({ resourceSpans }: OtlpTraces): readonly OtlpSpan[] =>
  resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));

function add(traces: Map<string, OtlpSpan[]>, span: OtlpSpan): void {
  const spans = traces.get(span.traceId);
  if (spans !== undefined) {
    spans.push(span);
    return;
  }
  traces.set(span.traceId, [span]);
  const oldest = traces.keys().next().value;
  if (traces.size > KEPT && oldest !== undefined) traces.delete(oldest);
}

/** A trace as text: each span below its parent, with when it began and how long it took. */
export function traceText(spans: readonly OtlpSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const begin = Math.min(...spans.map(({ startTimeUnixNano }) => millisecondsOf(startTimeUnixNano)));
  const below = (parent: string | undefined): readonly OtlpSpan[] =>
    spans
      .filter(({ parentSpanId = '' }) => (parent === undefined ? !ids.has(parentSpanId) : parentSpanId === parent))
      .sort((a, b) => millisecondsOf(a.startTimeUnixNano) - millisecondsOf(b.startTimeUnixNano));
  const lines = (parent: string | undefined, depth: number): readonly string[] =>
    below(parent).flatMap(({ spanId, name, startTimeUnixNano, endTimeUnixNano }) => {
      const start = millisecondsOf(startTimeUnixNano);
      const took = millisecondsOf(endTimeUnixNano) - start;
      const line = `${(start - begin).toFixed(1).padStart(9)} ms ${took.toFixed(1).padStart(9)} ms  ${'  '.repeat(depth)}${name}`;
      return [line, ...lines(spanId, depth + 1)];
    });
  return `    begins         took  span\n${lines(undefined, 0).join('\n')}\n`;
}

const millisecondsOf = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1000n) / 1000;
