import { type ModelAlias, parseAlias } from '../../services/model-store/alias.ts';
import { sha256Of } from '../../services/model-store/canonical.ts';
import {
  ALIASES,
  aliasKey,
  aliasPrefix,
  filesPrefix,
  MODELS,
  manifestKey,
  modelPrefix,
} from '../../services/model-store/layout.ts';
import { type ModelManifest, parseManifest } from '../../services/model-store/manifest.ts';
import { nameProblem, versionProblem } from '../../services/model-store/names.ts';
import type { ModelStore } from './store.ts';

/** A version that exists. */
export interface StoredVersion {
  readonly manifest: ModelManifest;
  readonly manifestSha256: string;
  /** What a server is pointed to. */
  readonly address: string;
}

export interface StoredAlias {
  readonly alias: ModelAlias;
  readonly tag: string;
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;

/** Models of which something is in the store. */
export const modelNames = async (store: ModelStore): Promise<readonly string[]> =>
  [...new Set([...(await store.folders(MODELS)), ...(await store.folders(ALIASES))])].sort();

/** Versions of which something is in the store, finished or not, from the lowest number. */
export const versionNames = async (store: ModelStore, name: string): Promise<readonly string[]> =>
  [...(await store.folders(modelPrefix(name)))].sort(byNumber);

/** @returns undefined for a version that does not exist, or is not whole yet. @throws Error when its manifest is damaged */
export async function storedVersion(store: ModelStore, name: string, version: string): Promise<StoredVersion | undefined> {
  const key = manifestKey(name, version);
  const stored = await store.read(key);
  if (stored === undefined) return undefined;
  const manifest = parseManifest(stored.bytes, store.address(key));
  if (manifest.name !== name || manifest.version !== version) {
    throw new Error(
      `${store.address(key)} is the manifest of ${manifest.name} ${manifest.version}; push the version again elsewhere`,
    );
  }
  const address = store.address(filesPrefix(name, version, manifest.content));
  return { manifest, manifestSha256: sha256Of(stored.bytes), address };
}

/** @throws Error that says which versions there are */
export async function existingVersion(store: ModelStore, name: string, version: string): Promise<StoredVersion> {
  const problem = nameProblem('model', name) ?? versionProblem(version);
  if (problem !== undefined) throw new Error(problem);
  const found = await storedVersion(store, name, version);
  if (found) return found;
  const there = await versionNames(store, name);
  if (there.includes(version))
    throw new Error(`version ${version} of ${name} is not whole: its push has not ended; push it again`);
  const others = there.length === 0 ? 'it has none' : `it has ${there.join(', ')}`;
  throw new Error(`model ${name} has no version ${version} in ${store.address('')}: ${others}`);
}

export async function storedAlias(store: ModelStore, name: string, alias: string): Promise<StoredAlias | undefined> {
  const problem = nameProblem('model', name) ?? nameProblem('alias', alias);
  if (problem !== undefined) throw new Error(problem);
  const key = aliasKey(name, alias);
  const stored = await store.read(key);
  if (stored === undefined) return undefined;
  const parsed = parseAlias(stored.bytes, store.address(key));
  if (parsed.name !== name || parsed.alias !== alias) {
    throw new Error(
      `${store.address(key)} is '${parsed.alias}' of ${parsed.name}; remove it, and promote the version that you want`,
    );
  }
  return { alias: parsed, tag: stored.tag };
}

/** @throws Error that says which aliases there are */
export async function existingAlias(store: ModelStore, name: string, alias: string): Promise<StoredAlias> {
  const found = await storedAlias(store, name, alias);
  if (found) return found;
  const there = await aliasNames(store, name);
  const others = there.length === 0 ? 'it has none' : `it has ${there.join(', ')}`;
  throw new Error(`model ${name} has no '${alias}' in ${store.address('')}: ${others}; make it by blueprint model promote`);
}

export const aliasNames = async (store: ModelStore, name: string): Promise<readonly string[]> =>
  (await store.keys(aliasPrefix(name))).map((key) => key.slice(aliasPrefix(name).length).replace(/\.json$/, ''));
