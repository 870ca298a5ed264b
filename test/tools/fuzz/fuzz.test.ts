import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(__dirname, '..', '..', '..');

test('three thousand fuzzed requests find nothing in the built router', async () => {
  const script = path.join('tools', 'fuzz', 'run.ts');
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', script, '--requests', '3000', '--seed', '4'], {
    cwd: root,
  });
  const { stdout } = await run.catch((error: { readonly stdout?: string; readonly stderr?: string }) => ({
    stdout: `${error.stdout}${error.stderr}`,
  }));
  expect(stdout).toMatch(/nothing found\n$/);
  expect(stdout).toMatch(/ 200: [1-9]\d{2,}\n/);
}, 60_000);
