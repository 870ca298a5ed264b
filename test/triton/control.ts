import assert from 'node:assert/strict';
import type { Harness } from '../support/harness.ts';
import { steady } from './definitions.ts';
import { infer } from './infer.ts';
import { startLoad } from './load.ts';
import { type TritonSetup, writeRepository } from './setup.ts';

const RESTRICTED = [
  ['POST', 'repository/index'],
  ['POST', 'repository/models/steps/load'],
  ['POST', 'repository/models/steps/unload'],
  ['GET', 'systemsharedmemory/status'],
  ['GET', 'cudasharedmemory/status'],
  ['GET', 'trace/setting'],
  ['GET', 'logging'],
] as const;

/** What goes on beside: numbers from Triton itself, chats through the router, and kubelet's question. Answers are failures, or undefined. */
export const others = ({ triton, ask }: TritonSetup) =>
  startLoad(6, async (request) => {
    const start = performance.now();
    const failure = await [askNumber, askChat, askReady][request % 3]?.().catch(String);
    return { failure, took: performance.now() - start };

    async function askNumber() {
      const { status, text } = await infer(triton.url, 'steps', 'X', 'FP32', 1);
      return status === 200 ? undefined : text;
    }
    async function askChat() {
      const { response, text } = await ask('/chat/completions', {
        model: 'words',
        messages: [{ role: 'user', content: 'one two' }],
      });
      return response.status === 200 ? undefined : text;
    }
    async function askReady() {
      const { status } = await fetch(`${triton.url}/v2/health/ready`);
      return status === 200 ? undefined : `the server is not ready: ${status}`;
    }
  });

/** Who may change what a server serves, and that others do not notice. */
export async function testControl({ check }: Harness, setup: TritonSetup): Promise<void> {
  const { triton, repository } = setup;
  await check('what changes a server is answered with 403, unless the key comes with it', async () => {
    for (const [method, path] of RESTRICTED) {
      for (const key of [{}, { 'llm-platform-admin-key': 'another' }]) {
        const { status } = await fetch(`${triton.url}/v2/${path}`, { method, headers: key });
        assert.equal(status, 403, path);
      }
    }
    assert.deepEqual(Object.keys(triton.admin), ['llm-platform-admin-key']);
    const index = await fetch(`${triton.url}/v2/repository/index`, { method: 'POST', headers: triton.admin });
    assert.equal(index.status, 200);
    assert.equal((await infer(triton.url, 'steps', 'X', 'FP32', 1)).status, 200);
  });
  await check('a model that was not there is loaded while others serve, and no request fails', async () => {
    assert.notEqual((await infer(triton.url, 'steady', 'X', 'INT32', 3)).status, 200);
    const load = others(setup);
    await load.during('before', 60);
    writeRepository(repository, [steady(1)]);
    const start = performance.now();
    const loaded = triton.load('steady').then(() => performance.now() - start);
    await Promise.all([loaded, load.during('load', 60)]);
    assert.equal((await infer(triton.url, 'steady', 'X', 'INT32', 3)).value, 301);
    await load.end();
    assert.deepEqual(
      load.outcomes.flatMap(({ answer }) => answer.failure ?? []),
      [],
    );
    const longest = (name: string) =>
      Math.max(...load.outcomes.flatMap(({ during, answer }) => (during === name ? [answer.took] : [])));
    console.log(
      `    loaded in ${(await loaded).toFixed(0)} ms; the others' longest answer took ${longest('before').toFixed(0)} ms before, ${longest('load').toFixed(0)} ms meanwhile`,
    );
  });
}
