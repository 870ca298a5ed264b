import type { Exchange } from '../exchange.ts';
import { unitHash } from '../routing/unit-hash.ts';
import { mayBeTheRequest, outcomeOf, restAfter } from './call-end.ts';
import { FirstByteSink } from './first-byte-sink.ts';

/**
 * Asks a model, and notes how it went for all who ask the same upstream.
 *
 * @returns what it threw; undefined when an answer was sent, whole or in part
 */
export async function observed(
  exchange: Exchange,
  upstream: string,
  ask: (exchange: Exchange) => Promise<void>,
): Promise<unknown> {
  const { journal, sink, ports, request } = exchange;
  const { routing, clock } = ports;
  const before = journal.attempts.length;
  const startedAt = clock.now();
  const stream = journal.subject?.stream === true;
  let measured = false;
  const watched = !stream
    ? sink
    : new FirstByteSink(sink, () => {
        const at = clock.now();
        // After an attempt that failed, only the journal will know when this one began.
        measured = journal.attempts.length === before;
        routing.answered(upstream, { startedAt, at, ...(measured && { latencyMs: at - startedAt }) });
      });
  routing.started(upstream, startedAt, stream);
  let error: unknown;
  try {
    await ask({ ...exchange, upstream, sink: watched });
  } catch (thrown) {
    error = thrown;
  }
  const at = clock.now();
  const last = journal.attempts.length > before ? journal.attempts.at(-1) : undefined;
  const kind = outcomeOf(error, last, sink.closed.aborted);
  const latency = kind === 'success' && !measured && last && { latencyMs: (last.firstByteAt ?? last.endedAt) - last.startedAt };
  const about = kind === 'failure' && mayBeTheRequest(error) && { about: fingerprint(request.body ?? '') };
  const restMs = error === undefined ? 0 : restAfter(error, last, at);
  routing.ended(upstream, { kind, startedAt, at, stream, ...latency, ...about, ...(restMs > 0 && { restMs }) });
  return error;
}

/** Tells requests apart. Long ones by their length and their ends: they differ there. */
const fingerprint = (body: string): number =>
  unitHash(body.length <= 8_192 ? body : `${body.length} ${body.slice(0, 4_096)}${body.slice(-4_096)}`);
