import type { Captured } from './capturing-sink.ts';
import type { CachedAnswer, PlacedQuestion } from './store.ts';
import type { Visit } from './visit.ts';
import { isWholeAnswer } from './whole-answer.ts';

/** The headers that describe a body; the others belong to the exchange that they were sent in. */
const KEPT_HEADERS: readonly string[] = ['content-type', 'cache-control', 'x-model-notice'];

export const keptOf = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => KEPT_HEADERS.includes(name)));

/**
 * What may be kept of an answer: the upstream's own, whole by the ledger's judgement and by its last bytes. Undefined for anything else,
 * such as a default answer.
 *
 * @param attemptsBefore how many attempts there were before the models were asked
 */
export function keepable(
  { exchange, request }: Visit,
  captured: Captured | undefined,
  attemptsBefore: number,
): CachedAnswer | undefined {
  const { journal, ports } = exchange;
  const { attempts, subject } = journal;
  const last = attempts.length > attemptsBefore ? attempts.at(-1) : undefined;
  if (captured === undefined || last === undefined || last.partial || last.status !== 200) return undefined;
  const { headers, body } = captured;
  const { n } = request.body.value;
  const choices = typeof n === 'number' ? n : 1;
  if (!isWholeAnswer(request.asked, headers['content-type'], body, choices)) return undefined;
  const provider = last.provider ?? subject?.provider;
  if (provider === undefined) return undefined;
  return { headers: keptOf(headers), body, storedAt: ports.clock.now(), provider };
}

/** Begins to keep an answer. The router waits for it after the client's last byte. */
export function keep({ exchange, request, settings, key }: Visit, answer: CachedAnswer, placed?: PlacedQuestion): void {
  const { answers, vectors } = exchange.ports.cache;
  const { ttlSeconds, staleIfErrorSeconds = 0 } = settings;
  const lifeMs = (ttlSeconds + staleIfErrorSeconds) * 1_000;
  const storing: Promise<void>[] = [answers.put(request.caller.tenant, key, answer, lifeMs)];
  if (placed !== undefined) storing.push(vectors.upsert(placed, key, ttlSeconds * 1_000));
  exchange.journal.storing = Promise.all(storing).then(() => undefined);
}
