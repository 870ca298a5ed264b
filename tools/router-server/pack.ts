import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { requireBundles } from '../local/lambda-runtime.ts';
import { tarOf } from './tar.ts';

const root = path.join(__dirname, '..', '..');

/** The functions that the server runs. */
const FUNCTIONS = ['authorizer', 'router'];

export interface RouterBundle {
  /** `router-<first half of the digest>.tar.gz` */
  readonly file: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Packs the server and the built functions into one file for containers, under a name that no other content has.
 *
 * @throws Error that says how to make what is missing
 */
export async function packRouter(out: string): Promise<RouterBundle> {
  requireBundles(...FUNCTIONS);
  const files = new Map<string, Buffer>([['server.js', await serverCode()]]);
  for (const name of FUNCTIONS) {
    const folder = path.join(root, 'dist', 'bundles', name);
    for (const file of readdirSync(folder)) files.set(`${name}/${file}`, readFileSync(path.join(folder, file)));
  }
  const content = gzipSync(tarOf(files), { level: 9 });
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = path.join(out, `router-${sha256.slice(0, 32)}.tar.gz`);
  mkdirSync(out, { recursive: true });
  writeFileSync(file, content);
  return { file, sha256, bytes: content.length };
}

async function serverCode(): Promise<Buffer> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['tools/router-server/main.ts'],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
    write: false,
  });
  const [server] = outputFiles;
  if (server === undefined) throw new Error('esbuild made no file of tools/router-server/main.ts');
  return Buffer.from(server.contents);
}
