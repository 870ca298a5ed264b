import assert from 'node:assert/strict';
import path from 'node:path';
import type { Harness } from '../support/harness.ts';
import { chaos, type RunningDemo, refusedDemo } from './demo.ts';

/** What cannot be done is said in a sentence. */
export async function testRefusals({ check, folder }: Harness, demo: RunningDemo, state: string): Promise<void> {
  await check('a fault that there is not: the sentence lists those that there are', async () => {
    const { code, stderr } = await chaos(state, 'earthquake');
    assert.equal(code, 1);
    assert.match(stderr, /^there is no fault "earthquake"; there are:\n {2}upstream-errors /);
  });
  await check('a second demo on the same folder, and a taken port', async () => {
    const second = await refusedDemo(['--state', state]);
    assert.match(second.stderr, /^a demo runs already with its state in '.+' \(process \d+\); end it, or use another --state\n$/);
    const { port } = new URL(demo.url);
    const taken = await refusedDemo(['--state', path.join(folder, 'other'), '--port', port, '--dashboards-port', port]);
    assert.match(
      taken.stderr,
      new RegExp(`^port ${port} is taken; .+ by --port .+\nport ${port} is taken; .+ by --dashboards-port`),
    );
    assert.deepEqual([second.code, taken.code], [1, 1]);
  });
  await check('who does not show the token of the control port gets nothing', async () => {
    const { readControl } = await import('../../tools/chaos/control-file.ts');
    const { url = '' } = readControl(state) ?? {};
    assert.equal((await fetch(url)).status, 404);
    assert.equal((await fetch(url, { method: 'DELETE', headers: { authorization: 'Bearer wrong' } })).status, 404);
  });
}
