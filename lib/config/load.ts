import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from './config-error.ts';
import { readJson, readYaml } from './load/data-file.ts';
import { fileError } from './load/file-problem.ts';
import { missingMessage } from './load/missing.ts';
import { readModule } from './load/module-file.ts';
import { isPlatformConfig, platform } from './platform.ts';
import type { PlatformConfig } from './platform-config.ts';
import { presetNamed } from './presets/index.ts';
import type { PlatformInput } from './schema/platform.ts';

type Reader = (path: string, name: string) => Promise<unknown>;

const READERS: ReadonlyMap<string, Reader> = new Map([
  ...['.ts', '.js', '.mjs', '.cjs'].map((extension): [string, Reader] => [extension, readModule]),
  ['.json', readJson],
  ['.yaml', readYaml],
  ['.yml', readYaml],
]);

/**
 * Loads a configuration by the name of a preset or from a file: TypeScript or JavaScript whose default export is what `platform()`
 * returned or a plain input, JSON, or YAML. Paths are relative to `cwd`.
 * @throws ConfigError when it cannot be read, or is wrong
 */
export async function loadPlatformConfig(fileOrPreset: string, cwd: string = process.cwd()): Promise<PlatformConfig> {
  const preset = presetNamed(fileOrPreset);
  if (preset) return platform(preset);

  const value = await read(path.resolve(cwd, fileOrPreset), fileOrPreset);
  if (isPlatformConfig(value)) return value;
  try {
    return platform(value as PlatformInput);
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(error.problems, fileOrPreset) : error;
  }
}

async function read(file: string, name: string): Promise<unknown> {
  const kind = await stat(file).catch(() => undefined);
  if (!kind) throw fileError(name, { message: await missingMessage(file, name) });
  const reader = READERS.get(path.extname(file).toLowerCase());
  if (!kind.isFile() || !reader) {
    const message = `is ${kind.isFile() ? 'of no kind that is known' : 'no file'}; use a file ending in ${[...READERS.keys()].join(', ')}`;
    throw fileError(name, { message });
  }
  return reader(file, name);
}
