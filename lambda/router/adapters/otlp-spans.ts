import { type HrTime, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { RequestSpan } from '../domain/telemetry/spans.ts';

/** Spans on their way to a collector. Bounded: what comes while it is full is dropped. */
export interface SpanQueue {
  add(traceId: string, spans: readonly RequestSpan[]): void;
  /** Settles when the collector has taken what was added. @throws what went wrong */
  flush(): Promise<void>;
}

const SCOPE = { name: 'llm-platform-blueprint' };
const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;
const EVERY_MS = 1_000;

/**
 * Sends spans over OTLP (HTTP, JSON). Endpoint, headers, timeout and compression come from OpenTelemetry's variables, which the exporter
 * reads from the process itself.
 *
 * @param failed told of every batch that was not taken
 */
export function otlpSpans(
  environment: Readonly<Record<string, string | undefined>>,
  failed: (error: unknown) => void,
): SpanQueue {
  const exporter = new OTLPTraceExporter();
  const watched: ConstructorParameters<typeof BatchSpanProcessor>[0]['exporter'] = {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error) failed(result.error);
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
  const processor = new BatchSpanProcessor({ exporter: watched, scheduledDelayMillis: EVERY_MS });
  const resource = resourceOf(environment);
  return {
    add: (traceId, spans) => {
      for (const span of spans) processor.onEnd(readable(traceId, span, resource));
    },
    flush: () => processor.forceFlush(),
  };
}

function resourceOf({ OTEL_SERVICE_NAME, AWS_REGION, AWS_LAMBDA_FUNCTION_NAME }: Readonly<Record<string, string | undefined>>) {
  const attributes = {
    'service.name': OTEL_SERVICE_NAME || 'llm-router',
    ...(AWS_REGION && { 'cloud.region': AWS_REGION }),
    ...(AWS_LAMBDA_FUNCTION_NAME && { 'faas.name': AWS_LAMBDA_FUNCTION_NAME, 'cloud.provider': 'aws' }),
  };
  const resource: ReadableSpan['resource'] = {
    attributes,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  return resource;
}

/** The ids were fixed before the calls, so that upstreams could be told: a span is written down, not started. */
function readable(traceId: string, span: RequestSpan, resource: ReadableSpan['resource']): ReadableSpan {
  const { name, kind, spanId, parentSpanId, startedAt, endedAt, failed, attributes } = span;
  const context = (id: string) => ({ traceId, spanId: id, traceFlags: TraceFlags.SAMPLED });
  return {
    name,
    kind: KINDS[kind],
    spanContext: () => context(spanId),
    ...(parentSpanId !== undefined && { parentSpanContext: { ...context(parentSpanId), isRemote: kind === 'server' } }),
    startTime: hrTime(startedAt),
    endTime: hrTime(endedAt),
    duration: hrTime(endedAt - startedAt),
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes,
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

const hrTime = (milliseconds: number): HrTime => [Math.floor(milliseconds / 1000), Math.round((milliseconds % 1000) * 1e6)];
