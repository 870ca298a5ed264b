import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pushed } from '../../tools/model/push.ts';
import type { Harness } from '../support/harness.ts';
import { jsonOf, type ModelsSetup } from './setup.ts';

const MIB = 1024 * 1024;
const FILE_MIB = 1536;
const MOST_MIB = 400;

/** The most memory that a process had, in MiB; undefined when it has ended. Linux tells it. */
function peak(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

/** A file of 1.5 GB goes through a process that has a quarter of it. */
export async function testMemory({ check }: Harness, { model, folder }: ModelsSetup): Promise<void> {
  await check(`a file of ${FILE_MIB} MiB is pushed with less than ${MOST_MIB} MiB of memory`, async () => {
    const source = path.join(folder, 'sources', 'large');
    mkdirSync(source, { recursive: true });
    writeFileSync(path.join(source, 'weights.raw'), '');
    truncateSync(path.join(source, 'weights.raw'), FILE_MIB * MIB);
    const to = path.join(folder, 'large');
    const { child, exited } = model('push', source, '--to', to, '--name', 'large', '--version', '1', '--json');
    let most = 0;
    const watch = (async () => {
      while (child.exitCode === null) {
        most = Math.max(most, peak(child.pid) ?? 0);
        await sleep(50);
      }
    })();
    assert.equal(jsonOf<Pushed>(await exited).sizeBytes, FILE_MIB * MIB);
    await watch;
    console.log(`    ${most.toFixed(0)} MiB at the most`);
    assert.ok(most > 0 && most < MOST_MIB, `${most.toFixed(0)} MiB`);
  });
}
