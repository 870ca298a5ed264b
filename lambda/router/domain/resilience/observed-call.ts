import type { Exchange } from '../exchange.ts';
import { unitHash } from '../routing/unit-hash.ts';
import { mayBeTheRequest, outcomeOf } from './call-end.ts';

/**
 * Asks a model, and notes how it went for all who ask the same upstream.
 *
 * @param isFailure which errors count against the upstream. @default - all after which another one is worth a try
 * @returns what it threw; undefined when an answer was sent, whole or in part
 */
export async function observed(
  exchange: Exchange,
  upstream: string,
  ask: (exchange: Exchange) => Promise<void>,
  isFailure?: (error: unknown) => boolean,
): Promise<unknown> {
  const { journal, sink, ports, request } = exchange;
  const { routing, clock } = ports;
  const before = journal.attempts.length;
  const startedAt = clock.now();
  routing.started(upstream, startedAt);
  let error: unknown;
  try {
    await ask({ ...exchange, upstream });
  } catch (thrown) {
    error = thrown;
  }
  const last = journal.attempts.length > before ? journal.attempts.at(-1) : undefined;
  const kind = outcomeOf(error, last, sink.closed.aborted, isFailure);
  const latency = kind === 'success' && last && { latencyMs: (last.firstByteAt ?? last.endedAt) - last.startedAt };
  const about = kind === 'failure' && mayBeTheRequest(error) && { about: fingerprint(request.body ?? '') };
  routing.ended(upstream, { kind, startedAt, at: clock.now(), ...latency, ...about });
  return error;
}

/** Tells requests apart. Long ones by their length and their ends: they differ there. */
const fingerprint = (body: string): number =>
  unitHash(body.length <= 8_192 ? body : `${body.length} ${body.slice(0, 4_096)}${body.slice(-4_096)}`);
