import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { register } from '../../../lib/policy/register.ts';
import { everythingOn } from '../../support/everything-on.ts';

const root = path.join(__dirname, '..', '..', '..');
let work: string;

beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'synth-test-'));
});
afterAll(() => rmSync(work, { recursive: true }));

/** Runs `blueprint synth` as a user would, with every way to the network cut. */
function synth(cwd: string, ...args: string[]) {
  const env = { ...process.env, HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9', CDK_VALIDATION: undefined };
  return spawnSync(process.execPath, ['--import', 'tsx', path.join('bin', 'blueprint.ts'), 'synth', ...args], {
    cwd,
    env,
    encoding: 'utf8',
  });
}

/** Everything that a deployment or an auditor reads. Construct metadata holds stack traces with absolute paths. */
function deployable(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.metadata.json'),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), readFileSync(file, 'latin1')];
    }),
  );
}

test('another checkout in another folder gives the same bytes, and the CDK asks for no look-ups', () => {
  const elsewhere = path.join(work, 'elsewhere', 'deeper');
  mkdirSync(elsewhere, { recursive: true });
  for (const part of [
    'bin',
    'constructs',
    'lambda',
    'lib',
    'services',
    'tools',
    'dist/bundles',
    'package.json',
    'tsconfig.json',
  ]) {
    cpSync(path.join(root, part), path.join(elsewhere, part), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(elsewhere, 'node_modules'));
  const [a, b] = [path.join(work, 'a'), path.join(work, 'b')];
  for (const [cwd, out] of [
    [root, a],
    [elsewhere, b],
  ] as const) {
    const run = synth(cwd, '--config', 'multi-region', '--out', out, '--no-validate');
    expect([run.status, run.stderr]).toEqual([0, '']);
  }
  expect(deployable(b)).toEqual(deployable(a));
  expect(JSON.parse(readFileSync(path.join(a, 'manifest.json'), 'utf8')).missing).toBeUndefined();
}, 60_000);

test('--json names every stack with its figures', () => {
  const run = synth(root, '--config', 'single-region', '--out', path.join(work, 'json'), '--no-validate', '--json');
  const { stacks, problems, validated } = JSON.parse(run.stdout);
  expect(stacks.length).toBeGreaterThanOrEqual(4);
  expect(stacks[0]).toEqual({
    stack: expect.any(String),
    region: expect.any(String),
    resources: expect.any(Number),
    bytes: expect.any(Number),
  });
  expect([problems, validated]).toEqual([[], false]);
}, 60_000);

test('the CloudFormation validator and AwsSolutions pass, and the report shows every entry of the register beside its finding', () => {
  const out = path.join(work, 'validated');
  const config = path.join(work, 'everything-on.json');
  writeFileSync(config, JSON.stringify(everythingOn));
  const run = synth(root, '--config', config, '--out', out);
  expect([run.status, run.stderr]).toEqual([0, '']);
  const { pluginReports } = JSON.parse(readFileSync(path.join(out, 'validation-report.json'), 'utf8')) as {
    pluginReports: { suppressedViolations?: { acknowledgedId: string; reason: string }[] }[];
  };
  const suppressed = pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
  for (const entry of register) {
    const reason = `${entry.reason} (owner: ${entry.owner}; until ${entry.expires})`;
    expect(suppressed).toContainEqual(expect.objectContaining({ acknowledgedId: entry.id, reason }));
  }
}, 120_000);

test('a folder that holds something else is not touched', () => {
  const out = path.join(work, 'mine');
  mkdirSync(out);
  writeFileSync(path.join(out, 'thesis.txt'), 'mine');
  const run = synth(root, '--out', out, '--no-validate');
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/is not empty and holds no earlier synthesis; choose another folder with --out/);
  expect(existsSync(path.join(out, 'thesis.txt'))).toBe(true);
}, 60_000);

test('a wrong configuration is told in sentences, without a stack trace', () => {
  const config = path.join(work, 'wrong.json');
  writeFileSync(config, JSON.stringify({ name: 'Acme!', regions: { 'us-esat-1': {} }, models: {}, tenants: { a: {} } }));
  const run = synth(root, '--config', config, '--out', path.join(work, 'wrong'));
  expect(run.status).toBe(1);
  expect(run.stderr).toContain('us-east-1');
  expect(run.stderr).toContain('Acme!');
  expect(run.stderr).not.toMatch(/^\s+at /m);
  expect(existsSync(path.join(work, 'wrong'))).toBe(false);
}, 60_000);
