import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from './child.ts';

/** A program that serves over HTTP. */
export interface ServerProgram extends Pick<SpawnOptions, 'cwd' | 'env'> {
  /** In the message, e.g. `Prometheus`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Answers with 2xx when the server is ready. */
  readonly readyUrl: string;
  /** Takes what it says. */
  readonly logFile: string;
}

/**
 * Starts a server, which cannot outlive this program, and waits until it is ready.
 *
 * @throws Error with the end of its log when it ends before
 */
export async function startReady({ name, command, args, readyUrl, logFile, ...options }: ServerProgram): Promise<ChildProcess> {
  const log = openSync(logFile, 'w');
  const child = startChild(command, args, { ...options, stdio: ['ignore', log, log] });
  while (!(await fetch(readyUrl).catch(() => undefined))?.ok) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
    await sleep(100);
  }
  return child;
}
