import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { exitOnSignals } from '../../tools/emulator/child.ts';

export const root = path.join(__dirname, '..', '..');

const LIMIT_MS = 60_000;

/** What a harness gives to its tests. */
export interface Harness {
  /** A folder of this run. It is removed at the end, unless something failed: then its logs are worth reading. */
  readonly folder: string;
  /**
   * Runs one test and prints its outcome; a failure does not stop the others.
   *
   * @param limitMs after which it has failed. @default - a minute
   */
  check(name: string, test: () => void | Promise<void>, limitMs?: number): Promise<void>;
}

/**
 * Runs tests that start real programs, outside jest: prints each outcome and the closing line `N passed, N failed`, and exits with 0 or 1.
 * Ctrl-C and SIGTERM end it, and everything it started through `startChild`, at any moment.
 */
export function harness(name: string, work: (harness: Harness) => Promise<void>): void {
  exitOnSignals();
  const cache = path.join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, `${name}-`));
  const count = { passed: 0, failed: 0 };
  process.once('exit', () => {
    if (count.failed === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const fail = (sentence: string) => {
    count.failed += 1;
    console.log(sentence);
  };
  const check: Harness['check'] = async (title, test, limitMs = LIMIT_MS) => {
    try {
      await withinLimit(test(), limitMs);
      count.passed += 1;
      console.log(`  ✓ ${title}`);
    } catch (error) {
      fail(`  ✗ ${title}\n      ${messageOf(error).replaceAll('\n', '\n      ')}`);
    }
  };
  requireNode24();
  work({ folder, check })
    .catch((error: unknown) => fail(messageOf(error)))
    .then(() => {
      if (count.failed > 0) console.log(`logs: ${path.relative(process.cwd(), folder)}`);
      console.log(`${count.passed} passed, ${count.failed} failed`);
      process.exit(count.failed === 0 ? 0 : 1);
    });
}

/** A test that waits for something that never comes fails; how long it takes is nobody's concern otherwise. */
async function withinLimit(test: void | Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not through after ${limitMs / 1000} s`)), limitMs);
  });
  await Promise.race([test, limit]).finally(() => clearTimeout(timer));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function requireNode24(): void {
  if (process.versions.node.startsWith('24.')) return;
  console.log(`this is Node ${process.versions.node}; start it by npm run, which brings the Lambda runtime's Node 24`);
  process.exit(1);
}
