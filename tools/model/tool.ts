import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** Writes these commands as one file for containers that have Node: `publish.js`. The same version makes the same bytes. */
export async function writeTool(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(path.resolve(folder), 'publish.js');
  await build({
    absWorkingDir: path.join(__dirname, '..', '..'),
    entryPoints: ['tools/model/publish.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
  });
  return file;
}
