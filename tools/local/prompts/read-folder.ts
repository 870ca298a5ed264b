import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promptProblems } from '../../../lambda/router/contract/prompt-problems.ts';
import type { Prompts } from '../../../lambda/router/contract/prompts.ts';
import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import { problem } from '../../../lib/config/checks/check.ts';
import { strangers } from '../../../lib/config/checks/prompts.ts';
import { ConfigError, type Problem } from '../../../lib/config/config-error.ts';
import { resolvePrompts } from '../../../lib/config/resolve/prompts.ts';
import { type PromptsFile, readPromptsFile } from './prompts-file.ts';

const SECTIONS = ['templates', 'postProcessors', 'attach'] as const;

/** A folder as it was read. */
export interface ReadFolder {
  readonly config: RouterConfig;
  /** The files that hold something. */
  readonly filled: readonly string[];
}

/** The files of a folder that hold prompts, sorted. @throws Error that says why it cannot be read */
export const promptsFiles = (folder: string): readonly string[] =>
  namesIn(folder)
    .filter((name) => /^[^.].*\.(yaml|yml|json)$/i.test(name))
    .sort()
    .map((name) => path.join(folder, name));

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`'${folder}' is gone; make the folder again, or serve without --prompts`);
    throw new Error(`'${folder}' cannot be read (${code}); check that it is a folder and its permissions`);
  }
}

/**
 * A router's configuration with the prompts of a folder in it.
 *
 * @param filledBefore files that held something the last time: one that is left empty was hardly meant
 * @throws ConfigError with everything that is wrong in any of the files
 */
export function readFolder(folder: string, base: RouterConfig, filledBefore: readonly string[] = []): ReadFolder {
  const files = promptsFiles(folder).map(readPromptsFile);
  const emptied = files.filter(({ name, empty }) => empty && filledBefore.includes(name));
  const malformed = [
    ...files.flatMap(({ problems }) => problems),
    ...emptied.map(({ name }) => ({
      path: name,
      message: 'holds nothing any more; write its prompts again, or delete the file to do without them',
    })),
  ];
  if (malformed.length > 0) throw new ConfigError(malformed, folder);
  const { prompts, owners, twice } = merged(files, base.prompts ?? {});
  const known = [...Object.keys(base.models), ...Object.keys(base.routes ?? {})];
  const placed = (at: readonly (string | number)[]) => owners.get(`${at[0]} ${at[1]}`)?.placeOf(at) ?? folder;
  const problems: Problem[] = [
    ...twice,
    ...promptProblems(prompts).map(({ path: at, value, message }) => ({ ...problem(at, value, message), path: placed(at) })),
    ...Object.keys(prompts.attach ?? {}).flatMap((name) =>
      strangers({ attach: { [name]: {} } }, known, []).map((found) => ({ ...found, path: placed(['attach', name]) })),
    ),
  ];
  if (problems.length > 0) throw new ConfigError(problems, folder);
  const filled = files.flatMap(({ name, empty }) => (empty ? [] : [name]));
  return { config: Object.keys(prompts).length === 0 ? base : { ...base, prompts }, filled };
}

/** All files and the configuration's own prompts as one; no name may stand in two of them. */
function merged(files: readonly PromptsFile[], own: Prompts) {
  const owners = new Map<string, PromptsFile>();
  const twice: Problem[] = [];
  let prompts = own;
  for (const file of files) {
    const added = resolvePrompts(file.data) ?? {};
    for (const section of SECTIONS) {
      const entries = added[section];
      if (entries === undefined) continue;
      for (const name of Object.keys(entries)) {
        const first =
          owners.get(`${section} ${name}`)?.name ??
          (Object.hasOwn(prompts[section] ?? {}, name) ? 'the configuration' : undefined);
        if (first !== undefined) twice.push({ path: file.placeOf([section, name]), message: `is also in ${first}; keep one` });
        owners.set(`${section} ${name}`, file);
      }
      prompts = { ...prompts, [section]: { ...prompts[section], ...entries } };
    }
  }
  return { prompts, owners, twice };
}
