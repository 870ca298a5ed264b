import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ListedVersion } from '../../tools/model/actions.ts';
import type { Pushed } from '../../tools/model/push.ts';
import type { Verified } from '../../tools/model/verify.ts';
import type { Harness } from '../support/harness.ts';
import { jsonOf, type ModelsSetup } from './setup.ts';

const MIB = 1024 * 1024;
const PARTS = 10;
const AT = ['--name', 'big', '--version', '1', '--json'];
const isPart = (call: string) => call.startsWith('PUT ') && call.includes('partNumber=');

/** Pushes that are killed, and a way to S3 that fails. */
export async function testInterruptions({ check }: Harness, { gate, model, source }: ModelsSetup): Promise<void> {
  const store = ['--in', 's3://models/kill', '--json'];
  const folder = source('big', (PARTS - 1) * 16 * MIB + 5);
  const push = () => model('push', folder, '--to', 's3://models/kill', ...AT);
  let arrived: readonly string[] = [];

  await check('a push that is killed in the middle leaves a version that is not whole', async () => {
    let through = 0;
    gate.forget();
    gate.rule((call) => (isPart(call) && ++through > 3 ? 'held' : undefined));
    const { child, exited } = push();
    while (gate.passed().filter((call) => isPart(call) || call.endsWith('/config.pbtxt')).length < 5) await sleep(20);
    child.kill('SIGKILL');
    await exited;
    gate.rule(() => undefined);
    arrived = gate.passed().filter(isPart);
    assert.equal(arrived.length, 3);
    const [version] = jsonOf<ListedVersion[]>(await model('list', ...store).exited);
    assert.deepEqual([version?.version, version?.whole], ['1', false]);
    const promoted = await model('promote', 'big', '1', ...store).exited;
    assert.equal(promoted.code, 1);
    assert.match(promoted.stderr, /version 1 of big is not whole: its push has not ended; push it again/);
  });
  await check('the same push again brings only the parts that are missing', async () => {
    gate.forget();
    const pushed = jsonOf<Pushed>(await push().exited);
    assert.equal(pushed.outcome, 'pushed');
    const second = gate.passed().filter(isPart);
    assert.equal(second.length, PARTS - 3);
    assert.deepEqual(
      second.filter((call) => arrived.includes(call)),
      [],
    );
  });
  await check('then every byte is as it was in the folder, and a third push brings nothing', async () => {
    const verified = jsonOf<Verified>(await model('verify', 'big', '1', ...store).exited);
    assert.deepEqual([verified.versions, verified.problems], [1, []]);
    gate.forget();
    assert.equal(jsonOf<Pushed>(await push().exited).outcome, 'present');
    assert.deepEqual(
      gate.passed().filter((call) => !call.startsWith('GET ')),
      [],
    );
  });
  await check('a way to S3 that answers every third call with 503 only costs time', async () => {
    let calls = 0;
    gate.rule(() => (++calls % 3 === 0 ? 'SlowDown' : undefined));
    const pushed = await model('push', folder, '--to', 's3://models/flaky', ...AT).exited;
    gate.rule(() => undefined);
    assert.equal(jsonOf<Pushed>(pushed).outcome, 'pushed');
  });
  await check('parts that another push has sent again meanwhile are looked up once more', async () => {
    let refused = 0;
    gate.rule((call) => (/^POST .*weights\.raw$/.test(call) && ++refused < 3 ? 'InvalidPart' : undefined));
    const pushed = await model('push', folder, '--to', 's3://models/parts', ...AT).exited;
    gate.rule(() => undefined);
    assert.equal(jsonOf<Pushed>(pushed).outcome, 'pushed');
    assert.equal(refused, 3);
  });
  await check('writes whose answers are lost are not taken for conflicts', async () => {
    const lost = new Set<string>();
    gate.rule((call) => {
      const first = /^PUT .*(manifest|production|config)\.(json|pbtxt)$/.test(call) && !lost.has(call);
      if (first) lost.add(call);
      return first ? 'answer lost' : undefined;
    });
    const pushed = await model('push', folder, '--to', 's3://models/lost', ...AT).exited;
    const promoted = await model('promote', 'big', '1', '--in', 's3://models/lost', '--json').exited;
    gate.rule(() => undefined);
    assert.equal(jsonOf<Pushed>(pushed).outcome, 'pushed');
    assert.equal(jsonOf<{ version: string }>(promoted).version, '1');
    assert.equal(lost.size, 3);
  });
}
