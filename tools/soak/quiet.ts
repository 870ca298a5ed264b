import { setTimeout as delay } from 'node:timers/promises';
import { usageRows } from '../../test/support/usage-rows.ts';
import { tokensOf } from './balance.ts';
import { ask, type Seen, type Target } from './client.ts';
import { CONCURRENCY, type SoakedPlatform } from './platform.ts';
import type { FaultyUpstream } from './upstream.ts';

/** A breaker's longest pause, and the trial after it. */
const BREAKER_PATIENCE_MS = 75_000;

/** A question that the router answers itself: its headers say what quota thinks. */
export async function probe(target: Target): Promise<Seen> {
  return ask(target, { model: 'echo', stream: false, user: 'probe' });
}

/** Tokens that are counted as used or reserved at the moment of an answer, its own reservation included. */
export function tokensUsed({ headers }: Seen): number {
  return Number(headers['x-ratelimit-limit-tokens']) - Number(headers['x-ratelimit-remaining-tokens']);
}

/** @returns whether the window of tokens holds exactly what the ledger has written since then */
export async function tokenBalance(platform: SoakedPlatform, target: Target, ownReservation: number, since: number) {
  const rows = usageRows(platform.stateFolder).filter(({ at }) => Date.parse(at) >= since);
  const counted = tokensUsed(await probe(target)) - ownReservation;
  return { ledger: tokensOf(rows), counted };
}

/** @returns what is wrong; undefined when exactly as many requests as the tenant may have can run at the same time */
export async function concurrencyProblem(target: Target, upstream: FaultyUpstream): Promise<string | undefined> {
  upstream.holding = true;
  const held = Array.from({ length: CONCURRENCY }, (_, index) =>
    ask(target, { model: 'held', stream: false, user: `held-${index}` }),
  );
  for (let wait = 0; wait < 100 && upstream.held() < CONCURRENCY; wait++) await delay(50);
  const granted = upstream.held();
  const oneMore = await ask(target, { model: 'held', stream: false, user: 'one-more', leaveAfterMs: 5_000 });
  upstream.holding = false;
  const answers = await Promise.all(held);
  if (granted !== CONCURRENCY) return `${granted} of ${CONCURRENCY} requests could run at the same time at the end`;
  if (oneMore.status !== 429) return `one more than ${CONCURRENCY} requests at the same time got ${oneMore.status}, not 429`;
  const failed = answers.find(({ status }) => status !== 200);
  return failed && `a request that was held got ${failed.status}: ${failed.body.slice(0, 200)}`;
}

/** @returns seconds until the first candidate of the alias was asked again; undefined when it never was */
export async function secondsToClose(target: Target, alias: string, candidate: string): Promise<number | undefined> {
  const startedAt = Date.now();
  while (Date.now() - startedAt < BREAKER_PATIENCE_MS) {
    const { status, headers } = await ask(target, { model: alias, stream: false, user: 'breaker' });
    if (status === 200 && String(headers['x-route']).startsWith(`${alias}; ${candidate};`))
      return (Date.now() - startedAt) / 1000;
    await delay(500);
  }
  return undefined;
}
