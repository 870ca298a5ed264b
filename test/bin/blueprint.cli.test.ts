import { execFile, spawn } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually.ts';
import { blueprint, root, temporaryFolder } from '../support/local-platform.ts';

const launcher = path.join(root, 'bin', 'blueprint.mjs');

test('help names every command', async () => {
  const { code, stdout } = await blueprint(['--help']).exited;
  expect(code).toBe(0);
  for (const command of ['serve', 'keys']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
});

test('help of a command names its options and their defaults', async () => {
  const { stdout } = await blueprint(['serve', '--help']).exited;
  for (const option of ['--port', '--host', '--config', '--region', '--state', '--json']) expect(stdout).toContain(option);
  expect(stdout).toMatch(/\(default:\s+8080\)/);
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  expect((await blueprint(['--version']).exited).stdout).toBe(`${version}\n`);
});

test('a mistyped command is corrected, with exit code 1', async () => {
  expect(await blueprint(['serv']).exited).toEqual({
    code: 1,
    stdout: '',
    stderr: "error: unknown command 'serv'\n(Did you mean serve?)\n",
  });
});

test('without a command it shows its help, with exit code 1', async () => {
  const { code, stderr } = await blueprint([]).exited;
  expect({ code, usage: stderr.split('\n', 1)[0] }).toEqual({ code: 1, usage: 'Usage: blueprint [options] [command]' });
});

describe('the launcher', () => {
  test('can be executed, from any folder', async () => {
    expect(statSync(launcher).mode & 0o111).toBe(0o111);
    const { stdout } = await promisify(execFile)(process.execPath, [launcher, '--help'], { cwd: '/' });
    expect(stdout).toContain('Usage: blueprint');
  });

  test('passes the exit code on', async () => {
    await expect(promisify(execFile)(process.execPath, [launcher, 'serv'])).rejects.toMatchObject({ code: 1 });
  });

  test('passes a signal on, and leaves no process behind', async () => {
    const folder = temporaryFolder();
    const child = spawn(process.execPath, [launcher, 'serve', '--port', '0', '--json', '--state', folder]);
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    const { url, pid } = await eventually(() =>
      stdout.includes('\n') ? (JSON.parse(stdout) as { url: string; pid: number }) : undefined,
    );
    child.kill('SIGTERM');
    expect(await new Promise((ended) => child.on('exit', ended))).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    rmSync(folder, { recursive: true });
  });
});
