import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '..', '..', '..');
const config = path.join(root, 'lib', 'config');
const right = "name: 'acme', regions: { 'us-east-1': {} }, models: { echo: { echo: {} } }, tenants: { default: {} }";

/** File → content, and what loading it says: the name of the platform, or the error's message. */
const CASES: Readonly<Record<string, readonly [content: string, says: string]>> = {
  'plain.ts': [`const c: { name: string } = { ${right} };\nexport default c;`, 'loaded acme'],
  'plain.mjs': [`export default { ${right} };`, 'loaded acme'],
  'plain.cjs': [`module.exports = { ${right} };`, 'loaded acme'],
  'esm.js': [`export default { ${right} };`, 'loaded acme'],
  'commonjs.js': [`module.exports = { ${right} };`, 'loaded acme'],
  'awaits.mjs': [`export default await Promise.resolve({ ${right} });`, 'loaded acme'],
  'relative.ts': [`import { platform } from '${config}/platform.ts';\nexport default platform({ ${right} });`, 'loaded acme'],
  'package.ts': [
    `import { platform, secret } from 'llm-platform-blueprint/config';\nsecret('a');\nexport default platform({ ${right} });`,
    'loaded acme',
  ],
  'wrong.ts': [
    `import { platform } from '${config}/platform.ts';\nexport default platform({ ${right}, nmae: 1 } as never);`,
    'wrong.ts has 1 problem:\n  nmae: is no field here; did you mean name?',
  ],
  'plain-wrong.mjs': [
    `export default { ${right}, nmae: 1 };`,
    'plain-wrong.mjs has 1 problem:\n  nmae: is no field here; did you mean name?',
  ],
  'nothing.ts': [
    'export const a = 1;',
    'nothing.ts: has no default export; write `export default platform({ … })`, or export default a plain object',
  ],
  'function.mjs': [
    'export default () => ({});',
    'function.mjs: exports a function by default; export what platform({ … }) returns, or a plain object',
  ],
  'promise.mjs': ['export default Promise.resolve({});', 'promise.mjs: exports a promise by default;'],
  'list.cjs': ['module.exports = [];', 'list.cjs: exports a list by default;'],
  'null.mjs': ['export default null;', 'null.mjs: exports null by default;'],
  'syntax.ts': ["export default {\n  name: 'x',,\n};", 'syntax.ts:2:13: syntax error: Expected identifier but found ","'],
  'syntax.mjs': ["export default {\n  name: 'x',,,\n};", "syntax.mjs:2:13: syntax error: Unexpected token ','"],
  'syntax.cjs': ['module.exports = {\n  name: ,\n};', "syntax.cjs:2:9: syntax error: Unexpected token ','"],
  'package-missing.ts': [
    "import x from 'not-installed';\nexport default x;",
    "package-missing.ts: imports 'not-installed', which is not there; install it, or correct the path",
  ],
  'file-missing.mjs': [
    "import x from './not-there.mjs';\nexport default x;",
    'which is not there; install it, or correct the path',
  ],
  'throws.ts': [
    "throw new TypeError('first line\\nsecond line');\nexport default 1;",
    'throws.ts: stops with TypeError: first line',
  ],
};

const RUNNER = `
import { loadPlatformConfig } from '${config}/load.ts';
async function main(): Promise<void> {
  const said: Record<string, string> = {};
  for (const name of process.argv.slice(2)) {
    said[name] = await loadPlatformConfig(name, __dirname).then((c) => 'loaded ' + c.name, (e: Error) => e.name + ' ' + e.message);
  }
  process.stdout.write(JSON.stringify(said));
}
void main();
`;

const folder = mkdtempSync(path.join(tmpdir(), 'config-'));
const said: Record<string, string> = {};

beforeAll(() => {
  for (const [name, [content]] of Object.entries(CASES)) writeFileSync(path.join(folder, name), content);
  writeFileSync(path.join(folder, 'runner.ts'), RUNNER);
  const args = ['--import', 'tsx', path.join(folder, 'runner.ts'), ...Object.keys(CASES)];
  Object.assign(
    said,
    JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
  );
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

test.each(Object.entries(CASES))('%s, loaded as the command line does', (name, [, says]) => {
  expect(said[name]).toContain(says);
  expect(said[name]).not.toMatch(/\n\s+at /);
});
