// Bundles every lambda/<name>/handler.ts into dist/bundles/<name>/index.js: one esbuild run, the same bytes every time.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');

/** @returns {Promise<void>} */
export async function bundle() {
  const names = readdirSync(path.join(root, 'lambda')).filter((name) =>
    existsSync(path.join(root, 'lambda', name, 'handler.ts')),
  );
  const outdir = path.join(root, 'dist', 'bundles');
  for (const stale of existsSync(outdir) ? readdirSync(outdir) : []) {
    if (!names.includes(stale)) rmSync(path.join(outdir, stale), { recursive: true });
  }
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, `lambda/${name}/handler.ts`])),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    // An uncaught error prints its source line: short ones can be read.
    lineLimit: 160,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
  });
}

if (process.argv[1] === import.meta.filename) await bundle();
