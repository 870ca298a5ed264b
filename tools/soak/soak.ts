import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { usageRows } from '../../test/support/usage-rows.ts';
import { imbalances } from './balance.ts';
import type { Seen, Target } from './client.ts';
import { load } from './load.ts';
import type { SoakedPlatform } from './platform.ts';
import { sampleOf } from './process-sample.ts';
import { concurrencyProblem, probe, secondsToClose, tokenBalance, tokensUsed } from './quiet.ts';
import type { FaultyUpstream } from './upstream.ts';
import { drift, type Watch, watch } from './watch.ts';

/** The window of tokens, and a second for its resolution: after it nothing of before counts. */
const WINDOW_MS = 62_000;
/** With all that comes after it, shorter than the window: what it uses can then be compared with the ledger to the token. */
const LAST_ACT_MS = 35_000;

export interface SoakResult {
  readonly seen: readonly Seen[];
  readonly watched: Watch;
  readonly facts: readonly string[];
  readonly problems: readonly string[];
}

interface Options {
  readonly seconds: number;
  readonly clients: number;
  readonly random: () => number;
}

/** Load with faults; a window's pause; load with faults again; then, without faults, everything has to balance. */
export async function soak(
  platform: SoakedPlatform,
  { shaky, flapping }: { readonly shaky: FaultyUpstream; readonly flapping: FaultyUpstream },
  { seconds, clients, random }: Options,
): Promise<SoakResult> {
  const { url, apiKey, pid } = platform;
  const target: Target = { url, apiKey, agent: new Agent({ keepAlive: true, maxSockets: 200 }) };
  const begin = Date.now();
  const ownReservation = tokensUsed(await probe(target));
  const atRest = sampleOf(pid);
  const watched = watch(pid, url);
  const seen: Seen[] = [];
  const act = async (milliseconds: number) => {
    const end = Date.now() + milliseconds;
    const over = () => Date.now() >= end;
    const [answers] = await Promise.all([load(target, clients, over, random), flap(flapping, over)]);
    // Too many for arguments of one call.
    for (const answer of answers) seen.push(answer);
  };

  const long = seconds * 1_000 > LAST_ACT_MS;
  if (long) {
    await act(seconds * 1_000 - LAST_ACT_MS);
    await delay(WINDOW_MS);
  }
  const lastAct = long ? Date.now() : begin;
  await act(Math.min(LAST_ACT_MS, seconds * 1_000));
  shaky.faults = false;
  flapping.faults = false;
  // Clients that left do not see when the router is through with them.
  await delay(2_000);
  watched.stop();

  const tokens = await tokenBalance(platform, target, ownReservation, lastAct);
  const concurrency = await concurrencyProblem(target, shaky);
  const closings = [await secondsToClose(target, 'chat', 'shaky'), await secondsToClose(target, 'back', 'flapping')];
  target.agent.destroy();
  // Longer than the router keeps an idle connection to an upstream.
  await delay(6_000);
  const afterwards = sampleOf(pid);
  const rss = drift(watched.samples, ({ rssMb }) => rssMb);
  const problems = [
    ...imbalances({ seen, rows: usageRows(platform.stateFolder), logged: platform.logged(), shaky: shaky.done }),
    ...platform.errors().map((line) => `in the log: ${line}`),
    tokens.counted !== tokens.ledger && `quota has counted ${tokens.counted} tokens, the ledger ${tokens.ledger}`,
    concurrency,
    closings.includes(undefined) && 'a breaker has not closed again',
    rss.last > rss.first * 1.25 + 20 && `memory grew from ${rss.first} to ${rss.last} MB`,
    afterwards.files > atRest.files + 4 && `${afterwards.files} files are open at the end, ${atRest.files} at the beginning`,
    watched.health.includes(Number.POSITIVE_INFINITY) && 'a health check failed',
  ].filter((problem) => typeof problem === 'string');
  const facts = [
    `tokens: ${tokens.counted} counted by quota, ${tokens.ledger} in the ledger`,
    `breakers closed ${closings.map((closing) => closing?.toFixed(1)).join(' and ')} s after the faults ended`,
    `RSS MB: ${rss.first} early, ${rss.last} late; open files ${atRest.files} at rest, ${afterwards.files} afterwards; sockets ${atRest.sockets}, ${afterwards.sockets}`,
  ];
  return { seen, watched, facts, problems };
}

/** Refuses connections for a second, now and then. */
async function flap(upstream: FaultyUpstream, over: () => boolean): Promise<void> {
  for (let tick = 1; !over(); tick++) {
    await delay(1_000);
    if (tick % 7 === 0) await upstream.refuse(1_000);
  }
}
