import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { modelRepository } from '../../services/triton/repository/repository.ts';
import { installedTriton } from '../../tools/triton/installed.ts';
import { startTriton } from '../../tools/triton/server.ts';
import { eventually } from '../support/eventually.ts';
import type { Harness } from '../support/harness.ts';
import { others } from './control.ts';
import { steady } from './definitions.ts';
import { infer } from './infer.ts';
import { startLoad } from './load.ts';
import { podCommand } from './pods.ts';
import { type TritonSetup, writeRepository } from './setup.ts';

const FAILS = `class TritonPythonModel:
    def initialize(self, args):
        raise ValueError("no weights")
`;

const config = modelRepository([steady(1)]).texts['steady/config.pbtxt'] ?? '';

const CONNECTIONS = 24;
const PATIENCE_MS = 3000;

/** A load keeps one of Triton's HTTP threads, with every connection that it has. */
const within = (answer: Promise<void>) =>
  Promise.race([answer, sleep(PATIENCE_MS).then(() => assert.fail(`no answer in ${PATIENCE_MS} ms`))]);

/** The files of a second version, or of the model, that cannot be served; undefined is a file that is not there. */
const BAD: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  'whose config.pbtxt has an unknown field': { 'config.pbtxt': `${config}max_batchsize: 4\n` },
  'without a config.pbtxt': { 'config.pbtxt': undefined },
  'for a backend that the server does not have': { 'config.pbtxt': config.replace('"python"', '"strange"') },
  'whose program imports what is not there': { '2/model.py': 'import nothing_of_the_kind\n' },
  'whose program is no Python': { '2/model.py': 'class TritonPythonModel\n' },
  'whose initialize fails': { '2/model.py': FAILS },
};

function writeOrRemove(folder: string, files: Readonly<Record<string, string | undefined>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    if (text === undefined) rmSync(path.join(folder, file));
    else writeFileSync(path.join(folder, file), text);
  }
}

/** A model with one good version, of which a second one goes wrong. */
export async function testBadVersions({ check, folder }: Harness, setup: TritonSetup): Promise<void> {
  const { triton, repository } = setup;
  const model = path.join(repository, 'steady');
  const versionOne = async (url: string) => assert.equal((await infer(url, 'steady', 'X', 'INT32', 3)).value, 301);
  const load = others(setup);
  const first = startLoad(2, () => infer(triton.url, 'steady', 'X', 'INT32', 3).then(({ value, text }) => value ?? text, String));
  for (const [what, files] of Object.entries(BAD)) {
    await check(`a version ${what} is refused; the one before serves on, and the server stays ready`, async () => {
      writeOrRemove(model, files);
      await assert.rejects(triton.load('steady'), /^Error: Triton does not load steady/);
      await versionOne(triton.url);
      rmSync(path.join(model, '2'), { recursive: true, force: true });
      writeOrRemove(model, { 'config.pbtxt': config });
    });
  }
  await first.end();
  await check('all the time the version before has answered, and no other', () => {
    assert.deepEqual([...new Set(first.outcomes.map(({ answer }) => answer))], [301]);
    console.log(`    ${first.outcomes.length} requests`);
  });
  await check('mended, it is served, beside the one before', async () => {
    writeRepository(repository, [steady(1, 2)]);
    await triton.load('steady');
    assert.equal((await infer(triton.url, 'steady', 'X', 'INT32', 3)).value, 302);
    assert.equal((await infer(triton.url, 'steady/versions/1', 'X', 'INT32', 3)).value, 301);
  });
  await load.end();
  await check('meanwhile no request for another model has failed', () => {
    assert.ok(load.outcomes.length > 0);
    assert.deepEqual(
      load.outcomes.flatMap(({ answer }) => answer.failure ?? []),
      [],
    );
    console.log(`    ${load.outcomes.length} requests`);
  });

  const start = async (name: string) => {
    const place = { repository: path.join(folder, name, 'models'), work: path.join(folder, name) };
    return startTriton(await installedTriton(), podCommand(), place);
  };
  await check('our code writes no version without its program; Triton never comes back from loading one', async () => {
    assert.throws(() => modelRepository([{ ...steady(1), versions: [{ version: 2, files: {} }] }]), /model\.py/);
    const own = path.join(folder, 'waiting', 'models');
    writeRepository(own, [steady(1)]);
    const waiting = await start('waiting');
    mkdirSync(path.join(own, 'steady', '2'));
    const back = new AbortController();
    waiting.load('steady').catch(() => back.abort());
    await eventually(() => waiting.log().includes('Python model file not found') || undefined);
    const answers = await Promise.allSettled(Array.from({ length: CONNECTIONS }, () => within(versionOne(waiting.url))));
    const answered = answers.filter(({ status }) => status === 'fulfilled').length;
    assert.ok(answered > 0, 'the version before is not served');
    console.log(
      `    ${answered} of ${CONNECTIONS} connections to the version before were answered; ${back.signal.aborted ? 'the load was refused' : 'the load has not come back'}`,
    );
  });
  await check('a server that cannot load everything at the start ends, and so is never ready', async () => {
    writeRepository(path.join(folder, 'ending', 'models'), [steady(1)]);
    writeOrRemove(path.join(folder, 'ending', 'models', 'steady'), { '1/model.py': FAILS });
    await assert.rejects(start('ending'), /Triton did not start[\s\S]*failed to load all models/);
  });
}
