import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * `npm run test:package`: installs the packed tarball in an empty project, type-checks another organisation's stack against it and
 * synthesises that stack on the machine's own Node, with the lowest aws-cdk-lib that the peer range allows and with the newest.
 */
const root = path.join(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  peerDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** PATH without our own node_modules/.bin, so that a consumer's Node and tools are the machine's. */
const PATH = (process.env.PATH ?? '')
  .split(path.delimiter)
  .filter((entry) => !entry.includes(`${path.sep}node_modules${path.sep}`))
  .join(path.delimiter);
const environment = { ...process.env, PATH, CDK_VALIDATION: 'false' };

/** Stacks of other organisations. */
const EXAMPLES = ['own-vpc', 'gpu-nodes'];

const run = (cwd: string, command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** The lowest version that a range like `^2.240.0` allows. */
const lowest = (range: string): string => range.replace(/^[\^~]/, '');

function consume(folder: string, tarball: string, cdk: string, constructs: string): string {
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const typescript = manifest.devDependencies.typescript;
  const nodeTypes = manifest.devDependencies['@types/node'];
  const packages = [
    tarball,
    `aws-cdk-lib@${cdk}`,
    `constructs@${constructs}`,
    `typescript@${typescript}`,
    `@types/node@${nodeTypes}`,
    // For the manifests of what is served on GPUs; the package itself does not bring them.
    `cdk8s@${manifest.devDependencies.cdk8s}`,
    `cdk8s-plus-33@${manifest.devDependencies['cdk8s-plus-33']}`,
  ];
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', ...packages);
  for (const tool of ['esbuild', 'tsx', 'undici', '@aws-sdk', 'cdk-nag']) {
    if (existsSync(path.join(folder, 'node_modules', tool))) throw new Error(`the package makes its consumers install ${tool}`);
  }
  for (const example of EXAMPLES) cpSync(path.join(root, 'examples', example, 'app.ts'), path.join(folder, `${example}.ts`));
  // The machine's temporary folder may hold somebody's tsconfig.json.
  const strict = ['--ignoreConfig', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
  run(folder, path.join(folder, 'node_modules', '.bin', 'tsc'), ...strict, ...EXAMPLES.map((example) => `${example}.ts`));
  const resources = EXAMPLES.map((example) => `${example} ${synthesised(folder, example)} resources`);
  const installed = JSON.parse(readFileSync(path.join(folder, 'node_modules', 'aws-cdk-lib', 'package.json'), 'utf8')) as {
    version: string;
  };
  return `aws-cdk-lib ${installed.version}, Node ${run(folder, 'node', '--version').trim()}: ${resources.join(', ')}`;
}

/** Runs the example as a consumer does. @returns how many resources its stack has */
function synthesised(folder: string, example: string): number {
  const out = path.join(folder, `${example}.out`);
  execFileSync('node', [`${example}.js`], { cwd: folder, env: { ...environment, CDK_OUTDIR: out }, stdio: 'inherit' });
  const templates = readdirSync(out).filter((file) => file.endsWith('.template.json'));
  const template = JSON.parse(readFileSync(path.join(out, templates[0] ?? ''), 'utf8')) as { Resources: object };
  return Object.keys(template.Resources).length;
}

const work = mkdtempSync(path.join(tmpdir(), 'package-'));
try {
  run(root, 'npm', 'run', '--silent', 'build');
  const [packed] = JSON.parse(run(root, 'npm', 'pack', '--json', '--pack-destination', work)) as {
    filename: string;
    size: number;
  }[];
  if (packed === undefined) throw new Error('npm pack made no tarball');
  console.log(`${packed.filename}: ${Math.round(packed.size / 1024)} KB`);
  const { 'aws-cdk-lib': cdk = '', constructs = '' } = manifest.peerDependencies;
  const tarball = path.join(work, packed.filename);
  console.log(`lowest  ${consume(path.join(work, 'lowest'), tarball, lowest(cdk), lowest(constructs))}`);
  console.log(`newest  ${consume(path.join(work, 'newest'), tarball, '2', '10')}`);
  console.log('2 passed, 0 failed');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
