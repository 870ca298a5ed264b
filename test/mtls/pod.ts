import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { containersOf, podsOf } from '../../services/manifests/pods.ts';
import { engineOf } from '../../services/serving/engine/engine.ts';
import { TLS_DOORS } from '../../services/serving/entry/doors.ts';
import type { ServedModel } from '../../services/serving/served-model.ts';
import { startChild } from '../../tools/emulator/child.ts';
import { freePort } from '../../tools/emulator/free-port.ts';
import { listen } from '../../tools/local/http-server.ts';
import { giveTo, USER } from '../cluster/container-process.ts';
import { eventually } from '../support/eventually.ts';
import { project } from './authority.ts';

/** An engine that answers when it is told to, word by word. */
export interface Engine {
  readonly seen: readonly IncomingMessage[];
  readonly open: ServerResponse[];
}

/** The containers of a pod, without a pod. */
export interface Pod {
  readonly engine: Engine;
  /** Ports of this machine by the pod's. */
  readonly ports: Readonly<Record<keyof Omit<typeof TLS_DOORS, 'protocol'>, number>>;
  /** Puts a renewed certificate where the proxy looks. */
  renew(secret: string): void;
  /** kubelet's way to end it; the exit code. */
  stop(): Promise<number | null>;
  said(): string;
}

/** Starts nginx by the very command and file of the manifests, in front of an engine that is none. Ports alone are others: those of a pod may be taken here. */
export async function startPod(folder: string, manifests: readonly Manifest[], model: ServedModel, secret: string): Promise<Pod> {
  const { engine, enginePort, metricsPort } = await startEngine(engineOf(model.engine));
  const { protocol: _, ...doors } = TLS_DOORS;
  const entries = await Promise.all(Object.keys(doors).map(async (door) => [door, await freePort()] as const));
  const ports = Object.fromEntries(entries) as Pod['ports'];
  const here = new Map<number, number>([
    ...Object.entries(doors).map(([door, port]) => [port, ports[door as keyof typeof ports]] as const),
    [engineOf(model.engine).metricsPort, metricsPort],
    [engineOf(model.engine).port, enginePort],
  ]);
  const [file, text] = configOf(manifests, model);
  const at = (...parts: readonly string[]) => path.join(folder, ...parts);
  for (const each of ['config', 'tls', 'tmp']) mkdirSync(at(each), { recursive: true });
  const local = text.replace(/(listen |127\.0\.0\.1:)(\d+)/g, (_match, what: string, port: string) => {
    return `${what}${here.get(Number(port))}`;
  });
  writeFileSync(at('config', file), local);
  project(secret, at('tls'));
  giveTo('container', folder);
  const [command = '', ...args] = commandOf(manifests, model).map((part) => part.replace(/^\/proxy(?=\/)/, folder));
  const child = startChild(command, args, {
    ...USER,
    env: { PATH: '/usr/sbin:/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk));
  const exited = once(child, 'exit');
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(said);
    const answer = await fetch(`http://127.0.0.1:${ports.probes}${engineOf(model.engine).readyPath}`).catch(() => undefined);
    return answer?.ok || undefined;
  });
  return {
    ...{ engine, ports },
    renew: (renewed) => project(renewed, at('tls')),
    stop: async () => {
      // What the image of nginx names as its signal to stop.
      child.kill('SIGQUIT');
      return (await exited)[0] as number | null;
    },
    said: () => said,
  };
}

function configOf(manifests: readonly Manifest[], { engine }: ServedModel): readonly [file: string, text: string] {
  const config = manifests.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(`tls-${engineOf(engine).software}-`),
  );
  const [entry] = Object.entries((config as { readonly data?: Readonly<Record<string, string>> } | undefined)?.data ?? {});
  if (entry === undefined) throw new Error('no ConfigMap has the configuration of nginx');
  return entry;
}

function commandOf(manifests: readonly Manifest[], { name }: ServedModel): readonly string[] {
  const [pod] = manifests.filter(({ metadata }) => metadata.name.startsWith(name)).flatMap(podsOf);
  const proxy = pod && containersOf(pod.spec).find((container) => container.name === 'tls');
  if (proxy?.command === undefined) throw new Error(`the pod of ${name} has no container that ends TLS`);
  return proxy.command;
}

async function startEngine({ port, metricsPort, readyPath }: ReturnType<typeof engineOf>) {
  const seen: IncomingMessage[] = [];
  const open: ServerResponse[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === readyPath) return response.end('ready');
    if (request.url === '/metrics') return response.end('requests 1\n');
    seen.push(request);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk));
    request.on('end', () => {
      if (!body.includes('"stream":true')) {
        return response.writeHead(200, { 'content-type': 'application/json' }).end(answerOf(body.length));
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(word('first'));
      open.push(response);
    });
  };
  const enginePort = await listen(createServer(answer), '127.0.0.1', 0);
  const own = metricsPort === port ? enginePort : await listen(createServer(answer), '127.0.0.1', 0);
  return { engine: { seen, open }, enginePort, metricsPort: own };
}

export const word = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

const answerOf = (length: number) =>
  JSON.stringify({
    ...{
      id: 'a',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    },
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: `read ${length}` } }],
  });
