import { setTimeout as sleep } from 'node:timers/promises';
import { type Manifest, manifestName } from '../../services/manifests/manifest.ts';
import { startChild } from '../../tools/emulator/child.ts';
import type { ControlPlane } from './control-plane.ts';

/** An object as the server keeps it. */
export interface Stored extends Manifest {
  readonly metadata: Manifest['metadata'] & {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
  };
  readonly status?: { readonly [field: string]: unknown };
}

/** The API of Kubernetes, as far as the tests use it. Unknown and repeated fields are refused. Refusals are thrown in the server's words. */
export interface Api {
  /** e.g. `1.36` */
  readonly version: string;
  /** Server-side apply. */
  apply(manifest: Manifest): Promise<Stored>;
  create(manifest: Manifest, options?: { readonly dryRun?: boolean }): Promise<Stored>;
  read(manifest: Manifest): Promise<Stored>;
  /** Merges into the object or into its status. */
  patch(manifest: Manifest, change: object, part?: '' | '/status'): Promise<Stored>;
  /** Without waiting for anybody. Nothing to remove is no error. */
  remove(manifest: Manifest): Promise<void>;
  /** Names of the nodes on which any pod may run. */
  untaintedNodes(): Promise<readonly string[]>;
  /** Until objects of a kind can be created. */
  known(apiVersion: string, kind: string): Promise<void>;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const FIELD_MANAGER = 'llm-platform-blueprint';
const STRICT = 'fieldValidation=Strict';

/** `kubectl proxy` knows every way to log in that a KUBECONFIG may name. */
export async function connectTo({ kubeconfig, kubectl }: ControlPlane): Promise<Api> {
  const url = await proxied(kubectl, kubeconfig);

  async function call<T>(method: string, path: string, body?: object, type = 'application/json'): Promise<T> {
    const response = await fetch(url + path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': type } }),
    });
    const text = await response.text();
    if (!response.headers.get('content-type')?.includes('json')) throw new Error(`${method} ${path}: ${text.trim()}`);
    const answer = JSON.parse(text) as T & { readonly message?: string };
    if (!response.ok) throw new Error(answer.message ?? `${method} ${path}: ${response.status}`);
    return answer;
  }

  const resources = new Map<string, readonly Resource[]>();
  async function resourceOf(apiVersion: string, kind: string): Promise<Resource | undefined> {
    const find = () => resources.get(apiVersion)?.find((each) => each.kind === kind && !each.name.includes('/'));
    if (find() === undefined) {
      const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const listed = await call<{ resources: Resource[] }>('GET', group).catch(() => ({ resources: [] }));
      resources.set(apiVersion, listed.resources);
    }
    return find();
  }

  async function pathOf({ apiVersion, kind, metadata }: Manifest, name: string): Promise<string> {
    const resource = await resourceOf(apiVersion, kind);
    if (resource === undefined) throw new Error(`the server knows no ${kind} of ${apiVersion}`);
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const namespace = resource.namespaced ? `/namespaces/${metadata.namespace}` : '';
    return `${group}${namespace}/${resource.name}${name}`;
  }

  const version = await call<{ major: string; minor: string }>('GET', '/version').catch((error: Error) => {
    throw new Error(`the cluster that ${kubeconfig} names does not answer: ${error.message}`);
  });
  const one = (manifest: Manifest) => pathOf(manifest, `/${manifest.metadata.name}`);
  return {
    version: `${version.major}.${version.minor}`,
    apply: async (manifest) =>
      call(
        'PATCH',
        `${await one(manifest)}?${STRICT}&fieldManager=${FIELD_MANAGER}&force=true`,
        manifest,
        'application/apply-patch+yaml',
      ),
    create: async (manifest, { dryRun } = {}) =>
      call('POST', `${await pathOf(manifest, '')}?${STRICT}${dryRun ? '&dryRun=All' : ''}`, manifest),
    read: async (manifest) => call('GET', await one(manifest)),
    patch: async (manifest, change, part = '') =>
      call('PATCH', `${await one(manifest)}${part}`, change, 'application/merge-patch+json'),
    remove: async (manifest) => {
      await call('DELETE', `${await one(manifest)}?gracePeriodSeconds=0`).catch((error: Error) => {
        if (!error.message.includes('not found')) throw new Error(`${manifestName(manifest)} stays: ${error.message}`);
      });
    },
    untaintedNodes: async () => {
      const { items } = await call<{ items: readonly Stored[] }>('GET', '/api/v1/nodes');
      return items.filter(({ spec }) => !(spec as { taints?: unknown }).taints).map(({ metadata }) => metadata.name);
    },
    known: async (apiVersion, kind) => {
      for (let tries = 0; (await resourceOf(apiVersion, kind)) === undefined; tries += 1) {
        if (tries > 300) throw new Error(`after 30 s the server still knows no ${kind} of ${apiVersion}`);
        await sleep(100);
      }
    },
  };
}

function proxied(kubectl: string, kubeconfig: string): Promise<string> {
  const args = ['proxy', '--port=0', '--address=127.0.0.1'];
  const child = startChild(kubectl, args, { env: { ...process.env, KUBECONFIG: kubeconfig }, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk;
      const [, address] = /Starting to serve on (\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(`http://${address}`);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('error', () => reject(new Error(`${kubectl} is not on the PATH; install it, or name it with KUBECTL`)));
    child.once('exit', () => reject(new Error(`kubectl proxy has ended:\n${said}`)));
  });
}
