import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { podsOf } from '../../services/manifests/pods.ts';
import { runChild } from '../../tools/emulator/child.ts';
import { developmentKey } from '../../tools/local/development-key.ts';
import { prepareState } from '../../tools/local/state.ts';
import { packRouter } from '../../tools/router-server/pack.ts';
import {
  becomes,
  type Command,
  giveTo,
  PATH,
  type StartedContainer,
  startContainer,
  USER,
} from '../cluster/container-process.ts';

/** A router that answers with `key`. */
export interface Router {
  readonly container: StartedContainer;
  readonly key: string;
}

/** In place of the cluster's DNS: its names lead to this machine. */
const NAMES = `const dns = require('node:dns');
const { lookup } = dns;
dns.lookup = (name, options, callback) => lookup(name.endsWith('.svc.cluster.local') ? '127.0.0.1' : name, options, callback);
`;

/** The packed router, by the command of its manifests, with the certificate of a folder; AWS is not there, so configuration, keys and ledger are files. */
export async function startRouter(
  folder: string,
  manifests: readonly Manifest[],
  models: Readonly<Record<string, string>>,
  certificate: string | undefined,
): Promise<Router> {
  const bundle = await packRouter(path.join(folder, 'bundle'));
  giveTo('container', folder);
  await runChild('tar', ['-xzf', bundle.file, '-C', folder], USER);
  const state = prepareState(path.join(folder, 'state'));
  const key = await developmentKey(state, 'acme');
  const targets = Object.entries(models).map(([name, baseUrl]) => [name, { kind: 'openai', baseUrl }]);
  writeFileSync(state.routerConfig, JSON.stringify({ version: 1, models: Object.fromEntries(targets) }));
  writeFileSync(path.join(folder, 'names.cjs'), NAMES);
  giveTo('container', state.folder);
  const [pod] = manifests.filter(({ kind }) => kind === 'Deployment').flatMap(podsOf);
  const [serve] = pod?.spec.containers ?? [];
  const wanted = (serve as Command | undefined)?.env?.find(({ name }) => name === 'CLUSTER_TLS')?.value;
  if (serve === undefined || wanted !== 'folder:/tls') throw new Error(`CLUSTER_TLS of the manifest is ${wanted}`);
  const container = await startContainer(serve as Command, folder, {
    ROUTER_CONFIG: `file:${state.routerConfig}`,
    USAGE_LEDGER: `sqlite:${state.database}`,
    API_KEYS: `sqlite:${state.database}`,
    API_KEY_PEPPER: `file:${state.pepper}`,
    SECRETS: 'env:',
    QUOTA: 'memory:',
    CLUSTER_TLS: `folder:${certificate ?? path.join(folder, 'nowhere')}`,
    NODE_OPTIONS: `--require=${path.join(folder, 'names.cjs')}`,
    PATH,
  });
  await becomes(container, 200);
  return { container, key };
}

export const chat = ({ container, key }: Router, body: object): Promise<Response> =>
  fetch(`${container.api}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], ...body }),
  });
