import { channel } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { STOP } from '../../lambda/router/contract/lifecycle.ts';
import { stopListening } from './http-server.ts';

/** On a laptop nobody waits for longer. */
const GRACE_MS = 5_000;
/** How long the last words and the bookkeeping may each take after that. */
const SETTLE_MS = 1_000;
const POLL_MS = 20;

/** From Ctrl-C the terminal and npm both send a signal: what comes this soon after the first is no second Ctrl-C. */
const SAME_KEYSTROKE_MS = 300;

/**
 * Ends the process on Ctrl-C or SIGTERM with exit code 0: at once takes no new connections, lets running requests finish, then ends
 * theirs with an error that says so. A second Ctrl-C ends it at once.
 *
 * @param running how many requests are being answered
 * @param graceMs how long they may go on after the first signal
 */
export function stopOnSignal(server: Server, running: () => number, graceMs = GRACE_MS): void {
  let since: number | undefined;
  const exit = () => process.exit(0);
  const onSignal = () => {
    if (since === undefined) {
      since = performance.now();
      void drain(server, running, graceMs).then(exit);
    } else if (performance.now() - since > SAME_KEYSTROKE_MS) exit();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

async function drain(server: Server, running: () => number, graceMs: number): Promise<void> {
  stopListening(server);
  await until(() => running() === 0, graceMs);
  channel(STOP).publish(undefined);
  await until(() => running() === 0, SETTLE_MS);
  // Whoever does not even read how its answer ended.
  server.closeAllConnections();
  await until(() => running() === 0, SETTLE_MS);
}

async function until(done: () => boolean, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!done() && performance.now() < deadline) await sleep(POLL_MS);
}
