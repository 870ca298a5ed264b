import type { Exchange } from '../exchange.ts';
import { step } from '../telemetry/steps.ts';
import { errorOfClosed } from '../upstream/upstream-error.ts';
import { CapturingSink } from './capturing-sink.ts';
import type { Landing } from './flights.ts';
import { keep, keepable } from './keep.ts';
import { type LookUp, lookUp, mayBeGiven } from './look-up.ts';
import { replay } from './replay.ts';
import type { CachedAnswer, Found } from './store.ts';
import { type CacheableRequest, type Visit, visitOf } from './visit.ts';

/** Sends an answer from the exchange with one of the candidates. */
export type LastResort = (exchange: Exchange) => Promise<void>;

/**
 * Asks the models.
 *
 * @param stale sends an answer that is too old, for when none of them answers
 */
export type CallModels = (exchange: Exchange, stale?: LastResort) => Promise<void>;

/** How long a request waits for another one that is the same before it goes its own way; gateways give up on silence after 29 s. */
const WAIT_MS = 20_000;

/** Who asked for a stream waits for the whole of another one: no longer than a person looks at nothing. */
const STREAM_WAIT_MS = 2_000;

/**
 * Gives a kept answer again, or lets the models answer and keeps that. Requests that are the same and come at the same time are asked once.
 * A tenant without a cache pays for nothing here.
 *
 * @throws OpenAiError when there is no answer; nothing is sent then
 */
export async function answerThroughCache(exchange: Exchange, request: CacheableRequest, call: CallModels): Promise<void> {
  const visit = visitOf(exchange, request);
  if (visit === undefined) return call(exchange);
  const { wish } = visit;
  // The upstream is asked to store the answer on its side: an answer from here would skip that.
  if (!wish.write || request.body.value.store === true) {
    exchange.journal.cache = { outcome: 'bypass' };
    return call({ ...exchange, sink: new CapturingSink(exchange.sink, 0, { 'x-cache': 'bypass' }) });
  }
  if (!wish.read) {
    await askModels(visit, call, {}, 'bypass');
    return;
  }
  const board = await boarding(visit);
  if (board.found !== undefined) return give(visit, board.found);
  await lookUpOrAsk(visit, call, board.land ?? (() => undefined));
}

/** Either another request's answer, or the lead for those that come later; neither when this request goes alone. */
interface Boarding {
  readonly found?: Found;
  readonly land?: (landing: Landing<Found>) => void;
}

async function boarding(visit: Visit): Promise<Boarding> {
  const { exchange, key, request } = visit;
  const { ports, sink } = exchange;
  const deadline = ports.clock.now() + (request.asked.stream ? STREAM_WAIT_MS : WAIT_MS);
  for (;;) {
    // Between finding no leader and taking the lead nobody else can come: there is no await.
    const leader = ports.cache.flights.join(key);
    if (leader === undefined) return { land: ports.cache.flights.lead(key) };
    const landed = new AbortController();
    const waiting = ports.clock.sleep(deadline - ports.clock.now(), AbortSignal.any([sink.closed, landed.signal]));
    const landing = await Promise.race([leader, waiting]);
    landed.abort();
    if (sink.closed.aborted) throw errorOfClosed(visit.request.asked.model, sink.closed);
    if (landing === 'left') continue;
    return landing && mayBeGiven(visit, landing.answer) ? { found: landing } : {};
  }
}

async function lookUpOrAsk(visit: Visit, call: CallModels, land: (landing: Landing<Found>) => void): Promise<void> {
  let landing: Landing<Found>;
  try {
    const looked = await step(visit.exchange, 'cache', () => lookUp(visit));
    if (looked.fresh !== undefined) {
      // Before it is sent: the others need not wait for a slow client.
      land(looked.fresh);
      return await give(visit, looked.fresh);
    }
    const answer = await askModels(visit, call, looked, 'miss');
    landing = answer && { answer };
  } finally {
    land(landing ?? (visit.exchange.sink.closed.aborted ? 'left' : undefined));
  }
}

/** @returns the answer, if it may be given again */
async function askModels(
  visit: Visit,
  call: CallModels,
  { stale, placed }: LookUp,
  outcome: 'miss' | 'bypass',
): Promise<CachedAnswer | undefined> {
  const { exchange, settings } = visit;
  const { journal } = exchange;
  journal.cache = { outcome };
  const sink = new CapturingSink(exchange.sink, settings.maxEntryBytes, { 'x-cache': outcome });
  const before = journal.attempts.length;
  await call({ ...exchange, sink }, stale && ((on) => replay(on, stale, 'stale')));
  const answer = keepable(visit, sink.captured, before);
  if (answer !== undefined) keep(visit, answer, placed);
  return answer;
}

async function give({ exchange, request }: Visit, found: Found): Promise<void> {
  const { requestId, ports, journal } = exchange;
  const { caller, asked } = request;
  journal.subject = { caller, requestId, region: ports.region, provider: found.answer.provider, ...asked };
  return replay(exchange, found, found.similarity === undefined ? 'hit' : 'semantic');
}
