import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { podsOf } from '../../services/manifests/pods.ts';
import { routerManifests } from '../../services/router/manifests.ts';
import { runChild } from '../../tools/emulator/child.ts';
import { developmentKey } from '../../tools/local/development-key.ts';
import { prepareState, type State } from '../../tools/local/state.ts';
import { packRouter } from '../../tools/router-server/pack.ts';
import { routers } from '../services/router/support.ts';
import { eventually } from '../support/eventually.ts';
import type { Harness } from '../support/harness.ts';
import { becomes, type Command, chat, giveTo, PATH, startContainer, startUpstream, USER, valuesOf } from './container-process.ts';

/** The very commands of the manifest, in a folder with nothing but the packed bundle, as its user where root runs this. AWS is not there: keys, configuration and ledger are files. */
export async function testContainer({ check, folder }: Harness): Promise<void> {
  const bundle = await packRouter(path.join(folder, 'bundles'));
  const { unpack, serve } = commandsOf({ sha256: bundle.sha256, file: path.basename(bundle.file) });
  const app = emptyFolder(folder, 'app');
  const upstream = await startUpstream();
  const state = prepareState(path.join(folder, 'state'));
  const [key, strangers] = [await developmentKey(state, 'acme'), await developmentKey(state, 'stranger')];
  writeFileSync(
    state.routerConfig,
    JSON.stringify({ version: 1, models: { echo: { kind: 'echo' }, slow: { kind: 'openai', baseUrl: upstream.url } } }),
  );

  chmodSync(folder, 0o711);
  giveTo('container', state.folder, app);

  const unpacked = (into: string, changes: Readonly<Record<string, string>> = {}) => {
    const [command = '', ...args] = unpack.command ?? [];
    return runChild(command, args, { ...USER, cwd: into, env: { PATH, ...valuesOf(unpack), BUNDLE: bundle.file, ...changes } });
  };

  await check('the init container refuses a bundle of another digest, and unpacks nothing of it', async () => {
    const into = emptyFolder(folder, 'refused');
    giveTo('container', into);
    const { code, output } = await unpacked(into, { BUNDLE_SHA256: '0'.repeat(64) });
    assert.notEqual(code, 0);
    assert.match(output, /FAILED/);
    assert.ok(!readdirSync(into).includes('server.js'));
  });

  await check('the init container unpacks the bundle of the right digest', async () => {
    const { code, output } = await unpacked(app);
    assert.equal(code, 0, output);
    assert.deepEqual(readdirSync(app).sort(), ['authorizer', 'router', 'server.js']);
  });
  // As the manifest mounts it: the server writes nothing there.
  giveTo('root', app);

  const start = (changes: Readonly<Record<string, string>>) => startContainer(serve, app, changes);
  const started = await start(filesOf(state));
  await check('the container becomes ready, and answers its own tenants', async () => {
    await becomes(started, 200);
    assert.equal((await fetch(`${started.api}/healthz`)).status, 200);
    assert.equal((await chat(started, key)).status, 200);
    assert.equal((await chat(started, 'sk-nobody')).status, 401);
    assert.equal((await chat(started, strangers)).status, 403);
  });

  await check('metrics are on the port of kubelet and Prometheus, and not on that of clients', async () => {
    const counted = /llm_requests_total\{model="echo",status="200"\} 1/;
    await eventually(async () => counted.test(await (await fetch(`${started.admin}/metrics`)).text()) || undefined);
    assert.equal((await fetch(`${started.api}/metrics`)).status, 404);
    assert.equal((await fetch(`${started.api}/v1/reviews`)).status, 404);
    assert.equal((await fetch(`${started.admin}/v1/models`)).status, 404);
  });

  await check('told to stop, it is no longer ready, finishes the stream under way, and ends with exit code 0', async () => {
    const stream = await chat(started, key, 'slow');
    started.child.kill('SIGTERM');
    await becomes(started, 503);
    const exited = once(started.child, 'exit');
    upstream.finish();
    assert.match(await stream.text(), /first[\s\S]*last[\s\S]*data: \[DONE\]\s*$/);
    assert.deepEqual(await exited, [0, null]);
  });

  await check(
    'with the very variables of the manifest, and no AWS to read the configuration from, it lives and is not ready',
    async () => {
      const other = await start({ AWS_EC2_METADATA_DISABLED: 'true' });
      await becomes(other, 503);
      assert.equal((await fetch(`${other.admin}/livez`)).status, 200);
      assert.match(other.said(), /AppConfig llm\/us-east-1\/router has given no router configuration yet/);
      other.child.kill('SIGTERM');
      await once(other.child, 'exit');
    },
  );

  await check('a variable that is wrong ends it with a sentence', async () => {
    const other = await start({ ...filesOf(state), TENANTS: 'acme', PORT: 'http' });
    assert.deepEqual(await once(other.child, 'exit'), [1, null]);
    assert.match(other.said(), /PORT is 'http'; use a whole number[\s\S]*TENANTS is 'acme'; write a list of names in JSON/);
  });
}

function commandsOf({ sha256, file }: { readonly sha256: string; readonly file: string }) {
  const manifests: readonly Manifest[] = routerManifests({ ...routers, bundle: { bucket: 'b', key: `router/${file}`, sha256 } });
  const [pod] = manifests.flatMap(podsOf);
  const [unpack] = pod?.spec.initContainers ?? [];
  const [serve] = pod?.spec.containers ?? [];
  if (unpack === undefined || serve === undefined) throw new Error('the manifests have no pod with an init container');
  return { unpack: unpack as Command, serve: serve as Command };
}

function emptyFolder(parent: string, name: string): string {
  const folder = path.join(parent, name);
  mkdirSync(folder);
  return folder;
}

/** In place of AWS. */
const filesOf = (state: State): Readonly<Record<string, string>> => ({
  ROUTER_CONFIG: `file:${state.routerConfig}`,
  USAGE_LEDGER: `sqlite:${state.database}`,
  API_KEYS: `sqlite:${state.database}`,
  API_KEY_PEPPER: `file:${state.pepper}`,
  SECRETS: 'env:',
  QUOTA: 'memory:',
});
