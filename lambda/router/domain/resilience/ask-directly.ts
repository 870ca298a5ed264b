import type { ModelTarget } from '../../contract/targets.ts';
import type { Exchange } from '../exchange.ts';
import { modelNotFound, OpenAiError } from '../http/openai-error.ts';
import { upstreamOf } from '../routing/routing-state.ts';
import { observed } from './observed-call.ts';

/**
 * Asks the one model that the client named. While its upstream's breaker is open, the client is told at once instead of after three
 * attempts, and the upstream is left alone.
 *
 * @param name the configured one; `*` for those that no entry claims: clients must not choose how many upstreams are remembered
 * @throws OpenAiError when there is no answer; nothing is sent then
 */
export async function askDirectly(
  exchange: Exchange,
  name: string,
  target: ModelTarget,
  ask: (exchange: Exchange) => Promise<void>,
): Promise<void> {
  if (target.kind === 'echo' || target.kind === 'hashing-embedder') return ask(exchange);
  const { routing, clock } = exchange.ports;
  const upstream = upstreamOf(name, target);
  const waitMs = routing.waitMs(upstream, clock.now());
  if (waitMs > 0) throw breakerOpen(name, waitMs);
  const error = await observed(exchange, upstream, ask);
  if (error === undefined) return;
  const { subject, attempts } = exchange.journal;
  // Names that `*` claims are the client's: only the upstream knows which of them exist.
  const isClients = name === '*' && target.kind === 'openai' && target.model === undefined;
  throw isClients && subject && attempts.at(-1)?.status === 404 ? modelNotFound(subject.model) : error;
}

function breakerOpen(name: string, waitMs: number): OpenAiError {
  const seconds = Math.ceil(waitMs / 1000);
  const whose = name === '*' ? '' : ` of '${name}'`;
  return new OpenAiError(503, `The upstream${whose} has failed several times in a row. It is asked again in ${seconds} s.`, {
    code: 'upstream_unavailable',
    headers: { 'retry-after': String(seconds) },
  });
}
