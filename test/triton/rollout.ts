import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { platform } from '../../lib/config/platform.ts';
import { servedZone } from '../../lib/config/resolve/served-targets.ts';
import { routerConfig } from '../../lib/config/router-config.ts';
import type { PythonModel } from '../../services/triton/model/model.ts';
import { replaceFile } from '../../tools/local/state.ts';
import { installedTriton } from '../../tools/triton/installed.ts';
import { startTriton, type Triton } from '../../tools/triton/server.ts';
import { eventually } from '../support/eventually.ts';
import { blueprint, startPlatform } from '../support/local-platform.ts';
import type { Answer } from './answer.ts';
import { words } from './definitions.ts';
import { commandOf, REGION, type Release, wordsIn } from './pods.ts';
import { writeRepository } from './setup.ts';

/** Percent of the requests by release, e.g. `{ v1: 90, v2: 10 }`; what is not named is no longer served. */
export type Shares = Readonly<Record<string, number>>;

/** Two releases of one model, each in a pod of its own, and a platform that divides the requests. */
export interface Rollout {
  readonly pods: ReadonlyMap<string, Triton>;
  /** Gives the running platform another configuration, and waits until it has taken it. */
  readonly publish: (shares: Shares) => Promise<void>;
  readonly chat: (model: string, content: string, stream: boolean) => Promise<Answer>;
  readonly stop: () => Promise<unknown>;
}

/** @throws Error when something does not start */
export async function startRollout(folder: string, first: Shares): Promise<Rollout> {
  const store = path.join(folder, 'released');
  const pushed: Readonly<Record<string, Release>> = { v1: await push(store, '1'), v2: await push(store, '2') };
  const input = (shares: Shares) =>
    wordsIn(Object.entries(pushed).flatMap(([name, release]) => releaseWith(release, shares[name])));

  const pods = new Map<string, Triton>();
  for (const name of Object.keys(pushed)) pods.set(name, await startPod(commandOf(input(first), `words-${name}`), store, name));

  /** The addresses of releases are names inside the cluster. */
  const reachable = (text: string) =>
    [...pods].reduce((sum, [name, { url }]) => sum.replaceAll(`http://words-${name}.${servedZone('triton-test')}`, url), text);
  const file = path.join(folder, 'released.json');
  writeFileSync(file, JSON.stringify(input(first)));
  const server = await startPlatform(['--config', file]);
  process.once('exit', () => server.signal('SIGKILL'));
  const taken = () => server.stdout().split('"configuration replaced"').length;
  const publish = async (shares: Shares) => {
    const before = taken();
    const config = routerConfig(platform(input(shares)), REGION);
    replaceFile(path.join(server.stateFolder, `router-${server.pid}.json`), reachable(JSON.stringify(config)));
    await eventually(() => taken() > before || undefined);
  };
  await publish(first);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${server.apiKey}` };
  const chat = async (model: string, content: string, stream: boolean) => {
    const body = JSON.stringify({ model, stream, messages: [{ role: 'user', content }] });
    const response = await fetch(`${server.url}/chat/completions`, { method: 'POST', headers, body });
    return { response, text: await response.text() };
  };
  return { pods, publish, chat, stop: server.stop };
}

const releaseWith = (release: Release, trafficPercent: number | undefined): Release[] =>
  trafficPercent === undefined ? [] : [{ ...release, trafficPercent }];

/** Pushes a version as its operators do. */
async function push(store: string, version: string): Promise<Release> {
  const folder = `${store}-${version}`;
  writeRepository(folder, [aloud(version === '2')]);
  const push = blueprint(['model', 'push', folder, '--to', store, '--name', 'words', '--version', version, '--json']);
  const { code, stdout, stderr } = await push.exited;
  assert.equal(code, 0, stderr);
  const { address } = JSON.parse(stdout) as { readonly address: string };
  return { version, content: path.basename(address), sizeGib: 0.1 };
}

/** The second version says everything aloud, so that an answer tells whose it is. */
function aloud(loud: boolean): PythonModel {
  const file = words.versions[0]?.files['model.py'];
  const program = file && 'text' in file ? file.text : assert.fail('the model has no program');
  const text = loud ? program.replace('for word in words:', 'for word in map(str.upper, words):') : program;
  assert.equal(text !== program, loud);
  return { ...words, versions: [{ version: 1, files: { 'model.py': { text } } }] };
}

/** Starts the command of a pod, which sees the bucket of models below `/`. */
async function startPod(command: readonly string[], store: string, name: string): Promise<Triton> {
  const mounted = command.map((option) => /^--model-repository=(\/.*)$/.exec(option)?.[1]).find((found) => found) ?? '';
  const work = `${store}-${name}`;
  mkdirSync(work);
  return startTriton(await installedTriton(), command, { repository: path.join(store, mounted), work });
}
