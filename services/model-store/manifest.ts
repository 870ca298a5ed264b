import { z } from 'zod';
import { canonicalBytes, sha256Of } from './canonical.ts';
import { nameProblem, pathProblems, versionProblem } from './names.ts';
import { readJson } from './read-json.ts';

export interface ManifestFile {
  /** Below the version's folder of files, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** 64 hexadecimal digits, lower case. */
  readonly sha256: string;
}

/** What a version was made from, as far as whoever pushed it said. */
export interface Provenance {
  /** e.g. `hf:sentence-transformers/all-MiniLM-L6-v2@c9745ed`. @default - not said */
  readonly createdFrom?: string;
  /** An SPDX expression. @default - not said */
  readonly licence?: string;
  /** By subject, e.g. `base`, `dataset`, `recipe`. @default - not said */
  readonly lineage?: Readonly<Record<string, string>>;
}

/** One version of a model: its files, each with its digest. */
export interface ModelManifest extends Provenance {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly version: string;
  /** The folder of the files: 32 hexadecimal digits, made from all of their paths, sizes and digests. */
  readonly content: string;
  /** By path, sorted. */
  readonly files: readonly ManifestFile[];
}

const SHA256 = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hexadecimal digits');

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string(),
  version: z.string(),
  content: z.string(),
  files: z.array(z.strictObject({ path: z.string(), sizeBytes: z.int().nonnegative(), sha256: SHA256 })).min(1),
  createdFrom: z.string().optional(),
  licence: z.string().optional(),
  lineage: z.record(z.string(), z.string()).optional(),
});

/** The manifest of these files, in any order. */
export function manifestOf(
  name: string,
  version: string,
  files: readonly ManifestFile[],
  provenance: Provenance = {},
): ModelManifest {
  const sorted = [...files].sort(({ path: a }, { path: b }) => (a < b ? -1 : 1));
  return { schemaVersion: 1, name, version, content: contentOf(sorted), files: sorted, ...provenance };
}

const contentOf = (files: readonly ManifestFile[]): string => sha256Of(canonicalBytes(files)).slice(0, 32);

/** The same manifest is always the same bytes. */
export const manifestBytes = (manifest: ModelManifest): Uint8Array => canonicalBytes(manifest);

/**
 * @param where for the message, e.g. the key
 * @throws Error with every reason why these bytes are no manifest
 */
export function parseManifest(bytes: Uint8Array, where: string): ModelManifest {
  const manifest = readJson(schema, bytes, where);
  const { name, version, content, files } = manifest;
  const problems = [
    nameProblem('model', name),
    versionProblem(version),
    ...pathProblems(files.map(({ path }) => path)),
    content === contentOf(files) ? undefined : `content is ${content}, and the files make it ${contentOf(files)}`,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(`${where} is not a manifest: ${problems.join('; ')}`);
  return manifest;
}
