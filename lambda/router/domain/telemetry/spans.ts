import { latencyMs, timeToFirstTokenMs } from './durations.ts';
import { type AttemptObservation, lastOf, type Observation, type Step, type StepName } from './observation.ts';
import { requestOutcome } from './request-outcome.ts';
import { isTraced } from './steps.ts';
import type { TraceContext } from './trace-context.ts';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** One span of a request, in OpenTelemetry's terms. Times are epoch milliseconds. */
export interface RequestSpan {
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal';
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Whether it failed for reasons of the platform or its upstreams. */
  readonly failed: boolean;
  readonly attributes: SpanAttributes;
}

/** OpenTelemetry's well-known names of providers; the others are ours. */
const PROVIDERS: Readonly<Record<string, string>> = { bedrock: 'aws.bedrock', triton: 'nvidia.triton' };

/**
 * A server span for the request and below it one for each part of its way and each upstream call, named by OpenTelemetry's conventions for HTTP and generative AI.
 *
 * @returns none when the request belongs to no trace that is recorded here and sampled
 */
export function spansOf(observation: Observation): readonly RequestSpan[] {
  const { trace } = observation;
  if (trace === undefined || !isTraced(trace)) return [];
  return [
    requestSpan(observation, trace),
    ...(observation.steps ?? []).map((step) => stepSpan(step, trace, observation)),
    ...observation.attempts.flatMap((attempt) => attemptSpan(attempt, trace, observation)),
    ...(observation.apart ?? []).flatMap((call) => attemptSpan(call, trace, { operation: call.operation, stream: false })),
  ];
}

function requestSpan(observation: Observation, { spanId, parentSpanId }: TraceContext): RequestSpan {
  const { requestId, endpoint = 'HTTP', status, startedAt, tenant, model, route, costMicroDollars } = observation;
  const [method = '', path] = endpoint.split(' ');
  const isError = status !== undefined && status >= 500;
  const failed = isError || requestOutcome(observation) === 'failed';
  const why = isError ? String(status) : lastOf(observation.attempts)?.outcome;
  const firstToken = timeToFirstTokenMs(observation);
  return {
    name: endpoint,
    kind: 'server',
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    startedAt,
    endedAt: startedAt + latencyMs(observation),
    failed,
    attributes: defined({
      'http.request.method': method,
      'http.route': path,
      'http.response.status_code': status,
      'error.type': failed ? why : undefined,
      'llm_platform.request_id': requestId,
      'llm_platform.tenant': tenant,
      'llm_platform.route': route?.alias,
      'llm_platform.candidate': route?.candidate,
      'llm_platform.route_reason': route?.why,
      'llm_platform.cost_micro_dollars': costMicroDollars,
      'gen_ai.request.model': model,
      'gen_ai.response.time_to_first_chunk': firstToken === undefined ? undefined : firstToken / 1000,
    }),
  };
}

function stepSpan(
  { name, spanId, startedAt, endedAt, failed }: Step,
  parent: TraceContext,
  observation: Observation,
): RequestSpan {
  return {
    ...{ name, kind: 'internal', spanId, parentSpanId: parent.spanId, startedAt, endedAt, failed },
    attributes: defined(OUTCOMES[name](observation)),
  };
}

/** What came of each part, where it is known. */
const OUTCOMES: Readonly<
  Record<StepName, (observation: Observation) => Readonly<Record<string, string | number | boolean | undefined>>>
> = {
  authorize: () => ({}),
  session: ({ sessionTurns }) => ({ 'llm_platform.session_turns': sessionTurns }),
  guard: ({ moderation }) => ({ 'llm_platform.moderation': moderation?.action }),
  quota: ({ quotaRefusal }) => ({ 'llm_platform.quota_measure': quotaRefusal?.measure }),
  cache: ({ cache }) => ({ 'llm_platform.cache': cache }),
};

/** Models in this process are not called: they have no span. */
function attemptSpan(
  attempt: AttemptObservation,
  parent: TraceContext,
  { operation, stream }: Pick<Observation, 'operation' | 'stream'>,
): RequestSpan[] {
  const { model, provider, providerModel, server, startedAt, endedAt, firstByteAt, status, outcome, spanId } = attempt;
  if (spanId === undefined) return [];
  const verb = operation === 'embeddings' ? 'embeddings' : 'chat';
  const [host, port] = splitHost(server);
  const failed = outcome !== 'success' && outcome !== 'cancelled';
  const answered = status < 400;
  const span: RequestSpan = {
    name: `${verb} ${model}`,
    kind: 'client',
    spanId,
    parentSpanId: parent.spanId,
    startedAt,
    endedAt: Math.max(startedAt, endedAt),
    failed,
    attributes: defined({
      'gen_ai.operation.name': verb,
      'gen_ai.provider.name': PROVIDERS[provider] ?? provider,
      'gen_ai.request.model': model,
      'gen_ai.request.stream': stream || undefined,
      'gen_ai.response.model': answered ? providerModel : undefined,
      'gen_ai.response.time_to_first_chunk': firstByteAt === undefined ? undefined : (firstByteAt - startedAt) / 1000,
      'gen_ai.usage.input_tokens': attempt.inputTokens,
      'gen_ai.usage.output_tokens': attempt.outputTokens,
      // Without an answer the attempt's status is the one that the client is told.
      'http.response.status_code': answered || /^\d/.test(outcome) ? status : undefined,
      'server.address': host,
      'server.port': port,
      'error.type': failed ? outcome : undefined,
    }),
  };
  return [span];
}

function splitHost(server: string | undefined): readonly [string | undefined, number | undefined] {
  const [, host, port] = /^(\[.+\]|[^:]+)(?::(\d+))?$/.exec(server ?? '') ?? [];
  return [host, port === undefined ? undefined : Number(port)];
}

function defined(attributes: Readonly<Record<string, string | number | boolean | undefined>>): SpanAttributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as SpanAttributes;
}
