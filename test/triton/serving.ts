import assert from 'node:assert/strict';
import type { Harness } from '../support/harness.ts';
import { counting, MODELS } from './definitions.ts';
import { infer } from './infer.ts';
import { type TritonSetup, writeRepository } from './setup.ts';

interface Statistics {
  readonly model_stats: readonly { readonly inference_count: number; readonly execution_count: number }[];
}

const CLIENTS = 32;
const REQUESTS = 192;

/** Requests a second from clients that each wait for their answer. */
async function throughput(url: string, model: string): Promise<number> {
  let left = REQUESTS;
  const client = async () => {
    while (left-- > 0) assert.equal((await infer(url, model, 'X', 'FP32', 1)).status, 200);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return REQUESTS / ((performance.now() - start) / 1000);
}

async function executions(url: string, model: string) {
  const response = await fetch(`${url}/v2/models/${model}/stats`);
  const [stats] = ((await response.json()) as Statistics).model_stats;
  return { inferences: stats?.inference_count ?? 0, executions: stats?.execution_count ?? 0 };
}

/** Batches, versions, ensembles and model control of a repository that our code made. */
export async function testServing({ check }: Harness, { triton, repository }: TritonSetup): Promise<void> {
  const { url } = triton;
  const count = (where: string, x = 3) => infer(url, where, 'X', 'INT32', x);

  await check('dynamic batching joins requests, and the answers stay the same', async () => {
    const [alone, batched] = await Promise.all([
      infer(url, 'steps', 'X', 'FP32', 2),
      infer(url, 'steps-batched', 'X', 'FP32', 2),
    ]);
    assert.ok(Math.abs((alone.value ?? 0) - (batched.value ?? 1)) < 1e-3, `${alone.text} is not ${batched.text}`);
    const without = await throughput(url, 'steps');
    const withBatches = await throughput(url, 'steps-batched');
    const one = await executions(url, 'steps');
    const many = await executions(url, 'steps-batched');
    assert.equal(one.executions, one.inferences);
    assert.ok(many.executions < many.inferences, `${many.executions} executions for ${many.inferences} requests`);
    console.log(
      `    dynamic batching: ${without.toFixed(0)} -> ${withBatches.toFixed(0)} requests/s, ${(withBatches / without).toFixed(1)} times; ` +
        `${(many.inferences / many.executions).toFixed(1)} requests a batch, ${CLIENTS} clients`,
    );
  });
  await check('the version policy serves the newest two of three versions', async () => {
    assert.equal((await count('counting/versions/2')).value, 302);
    assert.equal((await count('counting/versions/3')).value, 303);
    assert.equal((await count('counting')).value, 303);
    assert.notEqual((await count('counting/versions/1')).status, 200);
  });
  await check('an ensemble goes through version 3 and then the newest', async () => {
    assert.equal((await infer(url, 'twice', 'FIRST', 'INT32', 3)).value, 303 * 100 + 3);
  });
  await check('a version that is added is served after a load, and the oldest no more, without a failed request', async () => {
    writeRepository(
      repository,
      MODELS.map((model) => (model.name === 'counting' ? counting(1, 2, 3, 4) : model)),
    );
    const answers: (number | undefined)[] = [];
    let loading = true;
    const client = async () => {
      while (loading) answers.push((await count('counting')).value);
    };
    const start = performance.now();
    await Promise.all([triton.load('counting').finally(() => (loading = false)), ...Array.from({ length: 8 }, client)]);
    const took = performance.now() - start;
    assert.ok(
      answers.every((value) => value === 303 || value === 304),
      `answers were ${[...new Set(answers)]}`,
    );
    assert.equal((await count('counting')).value, 304);
    assert.equal((await count('counting/versions/3')).value, 303);
    assert.notEqual((await count('counting/versions/2')).status, 200);
    assert.equal((await infer(url, 'twice', 'FIRST', 'INT32', 3)).value, 303 * 100 + 4);
    console.log(`    ${answers.length} requests were answered in the ${took.toFixed(0)} ms that it took`);
  });
  await check('a model is unloaded and loaded again', async () => {
    await triton.unload('steps');
    assert.notEqual((await infer(url, 'steps', 'X', 'FP32', 1)).status, 200);
    await triton.load('steps');
    assert.equal((await infer(url, 'steps', 'X', 'FP32', 1)).status, 200);
  });
}
