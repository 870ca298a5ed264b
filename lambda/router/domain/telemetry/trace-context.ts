/** Where a request stands in a distributed trace (W3C Trace Context). */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Of the span that upstream calls are children of. */
  readonly spanId: string;
  /** Of the caller's span. @default - the trace begins here */
  readonly parentSpanId?: string;
  readonly sampled: boolean;
  /** The caller's `tracestate`, passed on as it is. */
  readonly state?: string;
  /** Whether this process has spans of its own in the trace; else it passes on what the caller sent. */
  readonly recording: boolean;
}

/** What the caller sent. */
export interface TraceHeaders {
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(-|$)/;
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;

/**
 * The request's place in a trace: its caller's when one came with it, else, when traces are recorded, a new one. Whether a trace is sampled
 * is for its first service to decide.
 *
 * @param ratio share of new traces that are sampled, 0 to 1; undefined when this process records none
 * @param newId gives a random UUID
 */
export function traceContextOf(headers: TraceHeaders, ratio: number | undefined, newId: () => string): TraceContext | undefined {
  const { traceparent, tracestate } = headers;
  const [, traceId = '', parentSpanId = '', flags = ''] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === '') return ratio === undefined ? undefined : newTrace(ratio, newId);
  const sampled = (Number.parseInt(flags, 16) & 1) === 1;
  const state = tracestate !== undefined && TRACESTATE.test(tracestate) ? { state: tracestate } : {};
  if (ratio === undefined) return { traceId, spanId: parentSpanId, sampled, ...state, recording: false };
  return { traceId, spanId: spanIdFrom(newId()), parentSpanId, sampled, ...state, recording: true };
}

function newTrace(ratio: number, newId: () => string): TraceContext {
  const traceId = newId().replaceAll('-', '');
  const sampled = Number.parseInt(traceId.slice(-8), 16) / 2 ** 32 < ratio;
  return { traceId, spanId: spanIdFrom(newId()), sampled, recording: true };
}

/** The span of one upstream call, and the headers that tell the upstream of it. */
export function upstreamSpan(trace: TraceContext, newId: () => string) {
  const spanId = trace.recording ? spanIdFrom(newId()) : trace.spanId;
  const { state } = trace;
  const headers = { traceparent: traceparentOf({ ...trace, spanId }), ...(state !== undefined && { tracestate: state }) };
  return { spanId, headers };
}

export const traceparentOf = ({ traceId, spanId, sampled }: Pick<TraceContext, 'traceId' | 'spanId' | 'sampled'>): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** The last 16 digits of a UUID: 62 random bits. */
export const spanIdFrom = (uuid: string): string => uuid.replaceAll('-', '').slice(16);
