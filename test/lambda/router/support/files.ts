import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of its own for the tests of one file, gone after the last of them. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'router-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Takes what is written to stdout as parsed log lines, until the test is over. */
export function captureLog(): { readonly level: string; readonly message: string; readonly [field: string]: unknown }[] {
  const lines: { level: string; message: string }[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(JSON.parse(String(line)));
    return true;
  });
  return lines;
}

/** Waits until the condition holds, for four seconds at most. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 4_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition did not come true within four seconds');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
