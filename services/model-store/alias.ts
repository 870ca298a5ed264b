import { z } from 'zod';
import { canonicalBytes } from './canonical.ts';
import { nameProblem, versionProblem } from './names.ts';
import { readJson } from './read-json.ts';

/** What an alias points to. */
export interface AliasTarget {
  readonly version: string;
  /** SHA-256 of the manifest's bytes, so that a pointer names bytes, not only a folder. */
  readonly manifestSha256: string;
}

export interface AliasChange extends AliasTarget {
  readonly action: 'promote' | 'rollback';
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A name for one version of a model, e.g. `production`: one small object, changed by one conditional write. */
export interface ModelAlias {
  readonly schemaVersion: 1;
  readonly name: string;
  readonly alias: string;
  /** Every change from the first on; the last one counts. */
  readonly history: readonly [AliasChange, ...AliasChange[]];
}

const change = z.strictObject({
  action: z.enum(['promote', 'rollback']),
  version: z.string(),
  manifestSha256: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hexadecimal digits'),
  at: z.iso.datetime(),
});

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string(),
  alias: z.string(),
  history: z.tuple([change], change),
});

export const currentTarget = ({ history }: ModelAlias): AliasChange => history.at(-1) ?? history[0];

/** The alias after a promotion. @param before undefined for an alias that does not exist yet */
export function promoted(
  before: ModelAlias | undefined,
  { name, alias }: { readonly name: string; readonly alias: string },
  { version, manifestSha256 }: AliasTarget,
  at: string,
): ModelAlias {
  const entry: AliasChange = { action: 'promote', version, manifestSha256, at };
  return { schemaVersion: 1, name, alias, history: before ? [...before.history, entry] : [entry] };
}

/**
 * The alias as it was before the last promotion that still counts: a second rollback goes back by one more.
 *
 * @throws Error when there is nothing to go back to
 */
export function rolledBack(before: ModelAlias, at: string): ModelAlias {
  const earlier: AliasTarget[] = [];
  for (const entry of before.history) {
    if (entry.action === 'promote') earlier.push(entry);
    else earlier.pop();
  }
  const target = earlier.at(-2);
  if (target === undefined) {
    const { version } = currentTarget(before);
    throw new Error(
      `'${before.alias}' of ${before.name} has nothing before version ${version}; promote the version that you want instead`,
    );
  }
  const { version, manifestSha256 } = target;
  return { ...before, history: [...before.history, { action: 'rollback', version, manifestSha256, at }] };
}

export const aliasBytes = (alias: ModelAlias): Uint8Array => canonicalBytes(alias);

/**
 * @param where for the message, e.g. the key
 * @throws Error with every reason why these bytes are no alias
 */
export function parseAlias(bytes: Uint8Array, where: string): ModelAlias {
  const read: ModelAlias = readJson(schema, bytes, where);
  const versions = [...new Set(read.history.map(({ version }) => version))];
  const problems = [nameProblem('model', read.name), nameProblem('alias', read.alias), ...versions.map(versionProblem)];
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new Error(`${where} is not an alias: ${found.join('; ')}`);
  return read;
}
