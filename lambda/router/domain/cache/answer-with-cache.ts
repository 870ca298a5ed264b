import type { TenantCache } from '../../contract/cache.ts';
import type { Exchange } from '../exchange.ts';
import { step } from '../telemetry/steps.ts';
import { errorOfClosed } from '../upstream/upstream-error.ts';
import type { CallModels } from './call-models.ts';
import { CapturingSink } from './capturing-sink.ts';
import type { Landing } from './flights.ts';
import { keep, keepable } from './keep.ts';
import { LiveAnswer } from './live-answer.ts';
import { type LookUp, lookUp, mayBeGiven } from './look-up.ts';
import { follow, replay } from './replay.ts';
import { SharedSink } from './shared-sink.ts';
import type { CachedAnswer, Found } from './store.ts';
import { type CacheableRequest, type Visit, visitOf } from './visit.ts';

/**
 * How long a request waits for another one that is the same, for its whole answer or the beginning of its stream, before it goes its own way;
 * gateways give up on silence after 29 s.
 */
const WAIT_MS = 20_000;

/** What `answerThroughCache` does for a tenant that has a cache. */
export async function answerWithCache(
  exchange: Exchange,
  request: CacheableRequest,
  settings: TenantCache,
  call: CallModels,
): Promise<void> {
  const visit = visitOf(exchange, request, settings);
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
  if (board.following !== undefined) return follow(exchange, board.following).finally(board.leave);
  await lookUpOrAsk(visit, call, board.land ?? (() => undefined), board.live);
}

/** Another request's answer, whole or as it comes, or the lead for those that come later; nothing when this request goes alone. */
interface Boarding {
  readonly found?: Found;
  readonly following?: LiveAnswer;
  /** Ends that. */
  readonly leave?: () => void;
  readonly land?: (landing: Landing<Found>) => void;
  /** For those that come later to read along. */
  readonly live?: LiveAnswer;
}

async function boarding(visit: Visit): Promise<Boarding> {
  const { exchange, key, request, settings } = visit;
  const { ports, sink } = exchange;
  const deadline = ports.clock.now() + WAIT_MS;
  for (;;) {
    // Between finding no leader and taking the lead nobody else can come: there is no await.
    const flight = ports.cache.flights.join(key);
    if (flight === undefined) {
      const live = request.asked.stream ? new LiveAnswer(settings.maxEntryBytes) : undefined;
      return { land: ports.cache.flights.lead(key, live), ...(live && { live }) };
    }
    const leave = flight.live?.join(sink.closed);
    const landed = new AbortController();
    const waiting = ports.clock.sleep(deadline - ports.clock.now(), AbortSignal.any([sink.closed, landed.signal]));
    const landing = await Promise.race([flight.landed, waiting, ...(flight.live ? [flight.live.begun] : [])]);
    landed.abort();
    if (!sink.closed.aborted && flight.live?.isReadable) return { following: flight.live, ...(leave && { leave }) };
    leave?.();
    if (sink.closed.aborted) throw errorOfClosed(visit.request.asked.model, sink.closed);
    if (landing === 'left') continue;
    return landing && mayBeGiven(visit, landing.answer) ? { found: landing } : {};
  }
}

async function lookUpOrAsk(
  visit: Visit,
  call: CallModels,
  land: (landing: Landing<Found>) => void,
  live: LiveAnswer | undefined,
): Promise<void> {
  let landing: Landing<Found>;
  try {
    const looked = await step(visit.exchange, 'cache', () => lookUp(visit));
    if (looked.fresh !== undefined) {
      // Before it is sent: the others need not wait for a slow client.
      land(looked.fresh);
      return await give(visit, looked.fresh);
    }
    const answer = await askModels(visit, call, looked, 'miss', live);
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
  live?: LiveAnswer,
): Promise<CachedAnswer | undefined> {
  const { exchange, settings } = visit;
  const { journal } = exchange;
  journal.cache = { outcome };
  const shared = live && new SharedSink(exchange.sink, live);
  const sink = new CapturingSink(shared ?? exchange.sink, settings.maxEntryBytes, { 'x-cache': outcome });
  const before = journal.attempts.length;
  try {
    await call({ ...exchange, sink }, stale && ((on) => replay(on, stale, 'stale')));
  } finally {
    await shared?.settle();
  }
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
