import { aliasBytes, currentTarget, type ModelAlias, promoted, rolledBack } from '../../services/model-store/alias.ts';
import { aliasKey } from '../../services/model-store/layout.ts';
import type { ModelStore } from './store.ts';
import { aliasNames, existingAlias, existingVersion, modelNames, storedAlias, storedVersion, versionNames } from './versions.ts';

/** Where an alias points. */
export interface Located {
  readonly name: string;
  readonly alias: string;
  readonly version: string;
  readonly manifestSha256: string;
  /** What a server is pointed to. */
  readonly address: string;
}

export interface Moved extends Located {
  /** The version that it pointed to before; absent for a new alias. */
  readonly before?: string;
}

export interface ListedVersion {
  readonly name: string;
  readonly version: string;
  /** Names that point here. */
  readonly aliases: readonly string[];
  /** False for what a push has left that did not end. */
  readonly whole: boolean;
  readonly files: number;
  readonly sizeBytes: number;
  /** Absent for what is not whole. */
  readonly address?: string;
}

/** Points an alias to a version. Does nothing when it points there already. @throws Error when somebody else moved it meanwhile */
export async function promote(store: ModelStore, name: string, version: string, alias: string, at: string): Promise<Moved> {
  const target = { version, manifestSha256: (await existingVersion(store, name, version)).manifestSha256 };
  const stored = await storedAlias(store, name, alias);
  const now = stored && currentTarget(stored.alias);
  const isThere = now?.version === version && now.manifestSha256 === target.manifestSha256;
  if (!isThere) await move(store, promoted(stored?.alias, { name, alias }, target, at), stored?.tag);
  return { ...(await locate(store, name, alias)), ...(now && { before: now.version }) };
}

/** Points an alias back to what it pointed to before its last promotion. @throws Error when somebody else moved it meanwhile */
export async function rollback(store: ModelStore, name: string, alias: string, at: string): Promise<Moved> {
  const stored = await existingAlias(store, name, alias);
  const after = rolledBack(stored.alias, at);
  await existingVersion(store, name, currentTarget(after).version);
  await move(store, after, stored.tag);
  return { ...(await locate(store, name, alias)), before: currentTarget(stored.alias).version };
}

/** @throws Error when the version is gone, or is not the one that was promoted */
export async function locate(store: ModelStore, name: string, alias: string): Promise<Located> {
  const { version, manifestSha256 } = currentTarget((await existingAlias(store, name, alias)).alias);
  const found = await existingVersion(store, name, version);
  if (found.manifestSha256 !== manifestSha256) {
    throw new Error(`version ${version} of ${name} is not the one that '${alias}' was promoted to: its manifest has changed`);
  }
  return { name, alias, version, manifestSha256, address: found.address };
}

/** @param only one model. @default - all */
export async function list(store: ModelStore, only?: string): Promise<readonly ListedVersion[]> {
  const listed: ListedVersion[] = [];
  for (const name of only === undefined ? await modelNames(store) : [only]) {
    const pointers: [string, string][] = [];
    for (const alias of await aliasNames(store, name)) {
      const stored = await storedAlias(store, name, alias);
      if (stored) pointers.push([alias, currentTarget(stored.alias).version]);
    }
    for (const version of await versionNames(store, name)) {
      const aliases = pointers.filter(([, to]) => to === version).map(([alias]) => alias);
      const found = await storedVersion(store, name, version);
      const { files = [] } = found?.manifest ?? {};
      const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
      const base = { name, version, aliases, whole: found !== undefined, files: files.length, sizeBytes };
      listed.push(found ? { ...base, address: found.address } : base);
    }
  }
  return listed;
}

async function move(store: ModelStore, after: ModelAlias, tag: string | undefined): Promise<void> {
  const { name, alias } = after;
  if (await store.write(aliasKey(name, alias), aliasBytes(after), tag)) return;
  throw new Error(
    `somebody else moved '${alias}' of ${name} at the same moment; see blueprint model list ${name}, then decide again`,
  );
}
