import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mustRun, runChild } from './child.ts';

const USABLE = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))';

/**
 * A Python virtual environment with exactly these requirements, made on the first use and kept in `folder`.
 *
 * @param user what needs it, for the message
 * @param options of `pip install`
 * @returns the path of its interpreter
 * @throws Error that says how to get Python, or why the packages could not be installed
 */
export async function pythonWith(
  folder: string,
  requirements: readonly string[],
  user = 'the AWS emulator',
  options: readonly string[] = [],
): Promise<string> {
  const interpreter = path.join(folder, 'bin', 'python');
  const installed = path.join(folder, 'requirements.txt');
  const wanted = `${requirements.join('\n')}\n`;
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return interpreter;
  await requirePython(user);
  rmSync(folder, { recursive: true, force: true });
  await mustRun(`python3 could not make the virtual environment ${folder}`, 'python3', ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...options, ...requirements];
  await mustRun(`pip could not install ${requirements.join(' and ')}`, interpreter, pip);
  writeFileSync(installed, wanted);
  return interpreter;
}

async function requirePython(user: string): Promise<void> {
  const usable = await runChild('python3', ['-c', USABLE]).then(
    ({ code }) => code === 0,
    () => false,
  );
  if (usable) return;
  throw new Error(
    `${user} needs python3 3.10 or newer with venv; install it (Debian: apt-get install python3 python3-venv, macOS: brew install python) and run this again`,
  );
}
