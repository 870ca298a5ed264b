import type { ColdStart, RemoteTarget } from '../../contract/targets.ts';
import type { Exchange } from '../exchange.ts';
import { errorOfClosed } from '../upstream/upstream-error.ts';
import { asleepError, holdMs, ModelAsleep } from './asleep.ts';
import type { Watched } from './cold-starts.ts';
import { isReady } from './health.ts';

/** Asks the model. @param isAsleep whether it sleeps, when it does not answer. @throws ModelAsleep when it does */
export type AskWaking = (isAsleep: () => Promise<boolean>) => Promise<void>;

/**
 * Asks a model that may sleep, and waits for it where nothing stands ready in its place.
 *
 * @throws OpenAiError 503 when it is not waited for, or in vain; nothing is sent then
 */
export async function throughColdStart(
  exchange: Exchange,
  model: string,
  target: RemoteTarget,
  coldStart: ColdStart,
  ask: AskWaking,
): Promise<void> {
  const { ports, sink, standby } = exchange;
  const { coldStarts } = ports;
  const { release } = coldStart;
  const watched: Watched = {
    isReady: (signal) => isReady(target, ports.upstream, signal),
    tell: (waiting) => ports.telemetry.asleep?.(release, waiting),
  };
  const isAsleep = async () => !(await coldStarts.isReady(release, watched, sink.closed));
  for (;;) {
    if (!coldStarts.isWatched(release) && (await answered(ask, isAsleep))) return;
    const since = coldStarts.meet(coldStart, watched);
    const met = { since, withinMs: coldStart.withinMs };
    if (standby || !(await hold(exchange, coldStart, since, watched))) {
      throw asleepError(model, { ...met, now: ports.clock.now() });
    }
  }
}

async function answered(ask: AskWaking, isAsleep: () => Promise<boolean>): Promise<boolean> {
  try {
    await ask(isAsleep);
    return true;
  } catch (error) {
    if (error instanceof ModelAsleep) return false;
    throw error;
  }
}

/** @returns whether the model woke in time. @throws OpenAiError 499 when the client has left */
async function hold(exchange: Exchange, { release, withinMs }: ColdStart, since: number, watched: Watched): Promise<boolean> {
  const { ports, sink, startedAt, request, journal } = exchange;
  const { coldStarts, clock, overload } = ports;
  const from = clock.now();
  const milliseconds = holdMs({ now: from, startedAt, since, withinMs });
  const bytes = request.body?.length ?? 0;
  if (milliseconds <= 0 || overload?.hold(bytes) === false) return false;
  const how = await coldStarts.wait(release, milliseconds, sink.closed, watched);
  overload?.release(bytes);
  journal.coldStartMs = (journal.coldStartMs ?? 0) + clock.now() - from;
  if (how === 'gone') throw errorOfClosed(release, sink.closed);
  return how === 'awake';
}
