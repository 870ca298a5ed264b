import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readmeExamples } from '../support/readme-examples.ts';

const root = path.join(__dirname, '..', '..');
const folder = path.join(root, '.cache', 'examples');
const examples = readmeExamples();

/** The examples, compiled as another organisation would compile them: against the package's entry points (`paths` of tsconfig.json). */
const tsconfig = {
  extends: '../../tsconfig.json',
  compilerOptions: { rootDir: '../..', noUnusedLocals: false },
  include: ['*.ts'],
};

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  for (const { name, code } of examples) writeFileSync(path.join(folder, `${name}.ts`), `${code}\nexport {};\n`);
});

test('every construct has a README with an example', () => {
  const documented = new Set(examples.map(({ document }) => path.dirname(document)));
  const constructs = readdirSync(path.join(root, 'constructs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'internal')
    .map(({ name }) => path.posix.join('constructs', name));
  expect(constructs.filter((construct) => !documented.has(construct))).toEqual([]);
});

test.each(readdirSync(path.join(root, 'constructs')).filter((name) => !['internal', 'index.ts'].includes(name)))(
  'the README of %s tells money only with where and when its prices come from',
  (construct) => {
    const lines = readFileSync(path.join(root, 'constructs', construct, 'README.md'), 'utf8').split(/\n(?! {2}\S)/);
    const priced = lines.filter((line) => /\$\d|\d USD/.test(line));
    expect(priced.filter((line) => !/^- Money \(us-east-1 list prices [^)]+; check them\)/.test(line))).toEqual([]);
  },
);

test('every example of the documents compiles', () => {
  const tsc = path.join(root, 'node_modules', '.bin', 'tsc');
  expect(output(tsc, ['-p', folder])).toBe('');
});

describe('an example with an app of its own', () => {
  const apps = examples.filter(({ code }) => code.includes('new App('));
  let out: string;

  // All in one process, as loading the CDK takes longer than to synthesise. With CDK_OUTDIR set an app synthesises when its process ends, exactly as
  // under the CDK command line.
  beforeAll(async () => {
    out = mkdtempSync(path.join(tmpdir(), 'examples-'));
    const each = ({ name }: { readonly name: string }) =>
      `process.env.CDK_OUTDIR = ${JSON.stringify(path.join(out, name))};\nrequire('./${name}.ts');`;
    writeFileSync(path.join(folder, 'all.cts'), apps.map(each).join('\n'));
    const env = { ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: path.join(folder, 'tsconfig.json') };
    await promisify(execFile)(process.execPath, ['--import', 'tsx', path.join(folder, 'all.cts')], { cwd: root, env });
  }, 120_000);
  afterAll(() => rmSync(out, { recursive: true }));

  test.each(apps)('$name synthesises', ({ name }) => {
    expect(readdirSync(path.join(out, name)).filter((file) => file.endsWith('.template.json')).length).toBeGreaterThan(0);
  });
});

function output(command: string, args: readonly string[]): string {
  try {
    return execFileSync(command, args, { cwd: root, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
