import type { RouterPorts } from '../domain/ports.ts';
import { type RequestSpan, spansOf } from '../domain/telemetry/spans.ts';
import type { Telemetry } from '../domain/telemetry/telemetry.ts';
import type { SpanQueue } from './otlp-spans.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The first that is set counts. */
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];

/** The longest that a function stays up for its spans, after the client has its answer. */
const FLUSH_MS = 1_000;
/** After a failure nothing is sent for so long: a collector that is down is not asked for with every request. */
const REST_MS = 30_000;

/**
 * Traces over OTLP when OpenTelemetry's variables name a collector: `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`.
 * OpenTelemetry is loaded with the first sampled request.
 *
 * @throws Error that shows an address or a sampling ratio which is none
 */
export function tracesFrom(environment: Environment, { clock, log }: Pick<RouterPorts, 'clock' | 'log'>): Telemetry | undefined {
  const name = ENDPOINTS.find((variable) => environment[variable]);
  if (name === undefined || environment.OTEL_SDK_DISABLED === 'true') return undefined;
  refuseNoAddress(name, environment[name] ?? '');
  let loading: Promise<SpanQueue> | undefined;
  let restingUntil = 0;

  const rest = (error: unknown) => {
    if (clock.now() < restingUntil) return;
    restingUntil = clock.now() + REST_MS;
    const reason = error instanceof Error ? error.message : String(error);
    log('warn', 'traces not exported', { error: reason, restMs: REST_MS });
  };
  const send = async (traceId: string, spans: readonly RequestSpan[]) => {
    loading ??= import('./otlp-spans.ts').then(({ otlpSpans }) => otlpSpans(environment, rest));
    (await loading).add(traceId, spans);
  };
  let sending: Promise<void> = Promise.resolve();

  return {
    traceRatio: ratioOf(environment.OTEL_TRACES_SAMPLER_ARG),
    finished: (observation) => {
      const spans = spansOf(observation);
      if (spans.length > 0 && clock.now() >= restingUntil) sending = send(observation.trace?.traceId ?? '', spans).catch(rest);
    },
    // A server sends what has gathered every second; a function is frozen between two requests.
    ...(environment.AWS_LAMBDA_FUNCTION_NAME !== undefined && {
      flush: async () => {
        if (clock.now() < restingUntil) return;
        const late = new AbortController();
        const flushed = sending.then(async () => (await loading)?.flush()).catch(rest);
        const limit = clock
          .sleep(FLUSH_MS, late.signal)
          .then(() => late.signal.aborted || rest(`not taken within ${FLUSH_MS} ms`));
        await Promise.race([flushed, limit]);
        late.abort();
      },
    }),
  };
}

/** The exporter would take any other text for its own default. */
function refuseNoAddress(name: string, text: string): void {
  if (URL.canParse(text) && /^https?:/.test(text)) return;
  throw new Error(`environment variable ${name} is '${text}'; it must be the address of a collector, e.g. http://127.0.0.1:4318`);
}

/** @default - every trace */
function ratioOf(text: string | undefined): number {
  if (text === undefined || text === '') return 1;
  const ratio = Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  throw new Error(
    `environment variable OTEL_TRACES_SAMPLER_ARG is '${text}'; it must be a share of the traces from 0 to 1, e.g. 0.1`,
  );
}
