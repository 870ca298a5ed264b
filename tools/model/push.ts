import { realpathSync } from 'node:fs';
import path from 'node:path';
import { sha256Of } from '../../services/model-store/canonical.ts';
import { filesPrefix, manifestKey } from '../../services/model-store/layout.ts';
import { type ModelManifest, manifestBytes, manifestOf, type Provenance } from '../../services/model-store/manifest.ts';
import { nameProblem, versionProblem } from '../../services/model-store/names.ts';
import { digested, type LocalFile } from './local-file.ts';
import { inParallel } from './parallel.ts';
import type { Progress } from './progress.ts';
import { readSourceFolder } from './source-folder.ts';
import type { ModelStore } from './store.ts';

export interface PushRequest extends Provenance {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

export interface Pushed {
  readonly name: string;
  readonly version: string;
  /** `present`: the same version was there already. */
  readonly outcome: 'pushed' | 'present';
  readonly files: number;
  readonly sizeBytes: number;
  readonly manifestSha256: string;
  /** What a server is pointed to. */
  readonly address: string;
}

const PARALLEL_FILES = 4;

/**
 * Brings a folder to the store as a version of a model: files first, the manifest last. Until then the version does not exist, and the same
 * push again goes on where this one ended.
 *
 * @throws Error with every problem of the request, or because the version exists with something else in it
 */
export async function push(store: ModelStore, request: PushRequest, progress: Progress): Promise<Pushed> {
  const { folder, name, version, ...provenance } = request;
  const { files, problems } = readSourceFolder(folder);
  const all = [nameProblem('model', name), versionProblem(version), storeProblem(store, folder), ...problems];
  refuse(all.filter((problem) => problem !== undefined));

  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  progress.begin(`reading ${files.length} files`, sizeBytes);
  const local: LocalFile[] = [];
  for (const file of files) local.push(await digested(file.source, file.path, progress.advance));
  progress.end();

  const manifest = manifestOf(name, version, local.map(listed), provenance);
  const bytes = manifestBytes(manifest);
  const before = await store.read(manifestKey(name, version));
  if (before) requireSame(before.bytes, bytes, manifest);
  else await bring(store, manifest, local, bytes, progress);
  return {
    ...{ name, version, outcome: before ? 'present' : 'pushed', files: files.length, sizeBytes },
    manifestSha256: sha256Of(bytes),
    address: store.address(filesPrefix(name, version, manifest.content)),
  };
}

const listed = ({ path: where, sizeBytes, sha256 }: LocalFile) => ({ path: where, sizeBytes, sha256 });

async function bring(
  store: ModelStore,
  manifest: ModelManifest,
  files: readonly LocalFile[],
  bytes: Uint8Array,
  progress: Progress,
): Promise<void> {
  const { name, version, content } = manifest;
  progress.begin(
    `pushing ${name} ${version}`,
    files.reduce((sum, file) => sum + file.sizeBytes, 0),
  );
  await inParallel(files, PARALLEL_FILES, (file) =>
    store.upload(filesPrefix(name, version, content) + file.path, file, progress.advance),
  );
  progress.end();
  const key = manifestKey(name, version);
  if (await store.write(key, bytes, undefined)) return;
  const other = await store.read(key);
  if (other) requireSame(other.bytes, bytes, manifest);
}

function requireSame(there: Uint8Array, ours: Uint8Array, { name, version }: ModelManifest): void {
  if (Buffer.from(there).equals(ours)) return;
  throw new Error(
    `version ${version} of ${name} exists and is not what you push; a version is never overwritten: push this as another version`,
  );
}

/** A store inside the folder would be pushed with it. */
function storeProblem(store: ModelStore, folder: string): string | undefined {
  const inside = path.relative(resolved(folder), resolved(store.address('')));
  const apart = inside.startsWith('..') || path.isAbsolute(inside) || store.address('').startsWith('s3://');
  return apart ? undefined : `the store ${store.address('')} is inside '${folder}'; push to a folder elsewhere`;
}

function resolved(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Error(
    `nothing was pushed, for ${problems.length} ${problems.length === 1 ? 'reason' : 'reasons'}:\n${problems.map((each) => `  ${each}`).join('\n')}`,
  );
}
