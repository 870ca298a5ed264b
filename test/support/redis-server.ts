import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../tools/emulator/free-port.ts';
import { onPath } from '../../tools/emulator/on-path.ts';

/** The program, when this machine has it (Debian: apt-get install redis-server). */
export const redisProgram: string | undefined = onPath('redis-server');

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Its folder, for what it writes. */
  readonly folder: string;
  /** `SIGSTOP` makes it slow, `SIGCONT` ends that. */
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT') => void;
  /** Stops it as a crash would, and waits for the end. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a Redis of our own on loopback, which keeps nothing. It ends with this process, whatever happens.
 *
 * @param at the port. @default - one that is free
 * @param settings more of them, as on the command line
 */
export async function startRedis(at?: number, settings: readonly string[] = []): Promise<RedisServer> {
  if (redisProgram === undefined) throw new Error('redis-server is not on the PATH');
  const port = at ?? (await freePort());
  const folder = mkdtempSync(path.join(tmpdir(), 'redis-'));
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...settings];
  const child = spawn(redisProgram, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    kill();
    await ended;
    process.removeListener('exit', kill);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(child, ended);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, port, folder, signal: (name) => child.kill(name), stop };
}

function ready(child: ChildProcess, ended: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.once('error', reject);
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready to accept connections')) resolve();
    });
    void ended.then(() => reject(new Error(`redis-server ended before it was ready: ${output}`)));
  });
}
