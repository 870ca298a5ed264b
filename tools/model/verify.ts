import { createHash } from 'node:crypto';
import { currentTarget } from '../../services/model-store/alias.ts';
import { filesPrefix } from '../../services/model-store/layout.ts';
import type { ModelManifest } from '../../services/model-store/manifest.ts';
import type { Progress } from './progress.ts';
import type { ModelStore } from './store.ts';
import { aliasNames, existingVersion, modelNames, storedAlias, storedVersion, versionNames } from './versions.ts';

export interface Verified {
  /** How many versions were read, byte by byte. */
  readonly versions: number;
  readonly sizeBytes: number;
  /** What is not as it was pushed; empty when all is. */
  readonly problems: readonly string[];
}

/**
 * Reads every file of versions and holds it against the manifest, and every alias against what it points to.
 *
 * @param name one model. @default - all
 * @param version one version of it. @default - all
 */
export async function verify(store: ModelStore, progress: Progress, name?: string, version?: string): Promise<Verified> {
  if (name !== undefined && version !== undefined) await existingVersion(store, name, version);
  if (name !== undefined && (await versionNames(store, name)).length === 0) {
    throw new Error(`model ${name} has no version in ${store.address('')}`);
  }
  const names = name === undefined ? await modelNames(store) : [name];
  const problems: string[] = [];
  let [versions, sizeBytes] = [0, 0];
  const told = async (work: () => Promise<readonly string[]>) => {
    problems.push(...(await work().catch((error: unknown) => [error instanceof Error ? error.message : String(error)])));
  };
  for (const model of names) {
    for (const each of version === undefined ? await versionNames(store, model) : [version]) {
      await told(async () => {
        const found = await storedVersion(store, model, each);
        if (!found) return [];
        const size = found.manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0);
        versions += 1;
        sizeBytes += size;
        progress.begin(`verifying ${model} ${each}`, size);
        const wrong = await versionProblems(store, found.manifest, progress);
        progress.end();
        return wrong;
      });
    }
    for (const alias of await aliasNames(store, model)) await told(() => aliasProblems(store, model, alias));
  }
  return { versions, sizeBytes, problems };
}

async function versionProblems(store: ModelStore, manifest: ModelManifest, progress: Progress): Promise<string[]> {
  const { name, version, content, files } = manifest;
  const prefix = filesPrefix(name, version, content);
  const expected = new Set(files.map(({ path }) => prefix + path));
  const problems = (await store.keys(prefix))
    .filter((key) => !expected.has(key))
    .map((key) => `${store.address(key)} is not in the manifest; a server would read it: remove it`);
  for (const { path, sha256, sizeBytes } of files) {
    const where = store.address(prefix + path);
    const bytes = await store.open(prefix + path);
    if (bytes === undefined) {
      problems.push(`${where} is missing`);
      continue;
    }
    const hash = createHash('sha256');
    let read = 0;
    for await (const piece of bytes) {
      hash.update(piece);
      read += piece.length;
      progress.advance(piece.length);
    }
    const found = hash.digest('hex');
    if (read !== sizeBytes) problems.push(`${where} has ${read} bytes; it was pushed with ${sizeBytes}`);
    else if (found !== sha256) problems.push(`${where} has the SHA-256 ${found}; it was pushed with ${sha256}`);
  }
  return problems;
}

async function aliasProblems(store: ModelStore, name: string, alias: string): Promise<string[]> {
  const stored = await storedAlias(store, name, alias);
  if (!stored) return [];
  const { version, manifestSha256 } = currentTarget(stored.alias);
  const found = await storedVersion(store, name, version);
  if (!found) return [`'${alias}' of ${name} points to version ${version}, which does not exist; promote another`];
  return found.manifestSha256 === manifestSha256
    ? []
    : [`'${alias}' of ${name} points to version ${version} with another manifest; promote the version again if it is right`];
}
