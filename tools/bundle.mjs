// Bundles every lambda/<name>/handler.ts into dist/bundles/<name>/index.js, and what it imports with `await import()` into files beside it that are
// read when first needed. The same bytes every time, on every machine.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, transform } from 'esbuild';

const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');

const COMMON = { platform: 'node', target: 'node24', minify: true, legalComments: 'none', charset: 'utf8', logLevel: 'warning' };

/**
 * @param {string} outdir
 * @returns {Promise<void>}
 */
export async function bundle(outdir = path.join(root, 'dist', 'bundles')) {
  const names = readdirSync(path.join(root, 'lambda')).filter((name) =>
    existsSync(path.join(root, 'lambda', name, 'handler.ts')),
  );
  for (const stale of existsSync(outdir) ? readdirSync(outdir) : []) {
    if (!names.includes(stale)) rmSync(path.join(outdir, stale), { recursive: true });
  }
  await Promise.all(names.map((name) => bundleOne(name, path.join(outdir, name))));
}

/** undici does without it where it is missing; to load it takes 8 ms of CPU, and no upstream is spoken to in HTTP/2. */
const withoutHttp2 = {
  name: 'without-http2',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:http2$/ }, ({ importer, path: name }) =>
      /[\\/]undici[\\/]/.test(importer) ? { path: name, namespace: 'missing' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'missing' }, () => ({ contents: 'module.exports = { constants: {} };' }));
  },
};

/** esbuild splits only ES modules; Lambda starts CommonJS sooner, so each file is turned into that afterwards. */
async function bundleOne(name, outdir) {
  const { outputFiles, metafile } = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: { index: `lambda/${name}/handler.ts` },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    chunkNames: '[name]-[hash]',
    mainFields: ['module', 'main'],
    plugins: [withoutHttp2],
    write: false,
    metafile: true,
  });
  const files = await Promise.all(outputFiles.map(async ({ path: file, text }) => [path.basename(file), await commonJs(text)]));
  writeFiles(outdir, new Map([...files.map(([file, code]) => [file, Buffer.from(code)]), ...dataOf(metafile)]));
}

/** What code reads from the folder that it is in, by the module that does. */
const DATA = {
  'lambda/common/moderation/rulebook.ts': ['lexicon.tsv.gz', 'model.bin', 'pinyin.tsv'].map(
    (name) => `lambda/common/moderation/data/${name}`,
  ),
  'lambda/review/page/files.ts': readdirSync(path.join(root, 'lambda/review/page'))
    .filter((name) => !name.endsWith('.ts'))
    .map((name) => `lambda/review/page/${name}`),
};

const dataOf = ({ inputs }) =>
  Object.entries(DATA).flatMap(([module, files]) =>
    module in inputs ? files.map((file) => [path.basename(file), readFileSync(path.join(root, file))]) : [],
  );

async function commonJs(text) {
  // An uncaught error prints its source line: short ones can be read.
  const { code } = await transform(text, { ...COMMON, format: 'cjs', lineLimit: 160, supported: { 'dynamic-import': false } });
  return code;
}

/** index.js comes last and every file at once, so that a function that starts meanwhile finds the old files or the new ones. */
function writeFiles(folder, files) {
  mkdirSync(folder, { recursive: true });
  const named = [...files].sort(([a], [b]) => Number(a === 'index.js') - Number(b === 'index.js'));
  for (const [name, bytes] of named) {
    const file = path.join(folder, name);
    if (existsSync(file) && readFileSync(file).equals(bytes)) continue;
    const draft = path.join(folder, `../../.draft-${process.pid}-${name}`);
    writeFileSync(draft, bytes);
    renameSync(draft, file);
  }
  for (const stale of readdirSync(folder))
    if (!files.has(stale)) rmSync(path.join(folder, stale), { recursive: true, force: true });
}

if (process.argv[1] === import.meta.filename) await bundle();
