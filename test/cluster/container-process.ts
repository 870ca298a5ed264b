import { type ChildProcess, execFileSync } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GROUP_ID, USER_ID } from '../../services/serving/workload/security.ts';
import { startChild } from '../../tools/emulator/child.ts';
import { freePort } from '../../tools/emulator/free-port.ts';
import { listen } from '../../tools/local/http-server.ts';

/** A container's process, without a container. */
export interface StartedContainer {
  readonly child: ChildProcess;
  readonly api: string;
  readonly admin: string;
  readonly said: () => string;
}

/** What of a container's manifest makes it start. */
export interface Command {
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

/** What a container has on its PATH: this Node, and what Debian has. */
export const PATH = `${path.dirname(process.execPath)}:/usr/bin:/bin`;

export const valuesOf = ({ env = [] }: Command): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value = '' }) => [name, value]));

/** The manifest's user, who owns nothing here; whoever is not root cannot become another, and stays. */
export const USER = process.getuid?.() === 0 ? { uid: USER_ID, gid: GROUP_ID } : {};

/** Lets the container's user write to folders, or no longer. Root alone can say whose a folder is. */
export function giveTo(owner: 'container' | 'root', ...folders: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  execFileSync('chown', ['-R', owner === 'root' ? '0:0' : `${USER_ID}:${GROUP_ID}`, ...folders]);
}

/** Runs a container's command in a folder, with its variables but for some, on ports that are free. */
export async function startContainer(
  serve: Command,
  cwd: string,
  changes: Readonly<Record<string, string>>,
): Promise<StartedContainer> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const ports = { PORT: String(port), ADMIN_PORT: String(adminPort) };
  const [command = '', ...args] = serve.command ?? [];
  const child = startChild(command, args, {
    ...USER,
    cwd,
    env: { PATH, ...valuesOf(serve), ...ports, ...changes },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk));
  return { child, api: `http://127.0.0.1:${port}`, admin: `http://127.0.0.1:${adminPort}`, said: () => said };
}

/** Waits until `/readyz` answers with a status. */
export async function becomes({ admin, child, said }: StartedContainer, status: number): Promise<void> {
  let last: string | number = 'no answer';
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it has ended with ${child.exitCode}: ${said()}`);
    last = await fetch(`${admin}/readyz`).then(
      (response) => response.status,
      () => 'no answer',
    );
    if (last === status) return;
    await sleep(50);
  }
  throw new Error(`/readyz says ${last}, not ${status}: ${said().slice(-1000)}`);
}

export const chat = ({ api }: StartedContainer, key: string, model = 'echo') =>
  fetch(`${api}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, stream: model === 'slow', messages: [{ role: 'user', content: 'hello' }] }),
  });

/** A model that says its last word when it is told to. */
export async function startUpstream() {
  const open: ServerResponse[] = [];
  const word = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
  const server = createServer((_, response) => {
    open.push(response.writeHead(200, { 'content-type': 'text/event-stream' }));
    response.write(word('first'));
  });
  const port = await listen(server, '127.0.0.1', 0);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    finish: () => {
      for (const response of open) response.end(`${word('last')}data: [DONE]\n\n`);
    },
  };
}
