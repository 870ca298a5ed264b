import assert from 'node:assert/strict';
import path from 'node:path';
import { MINISTACK, startMiniStack } from '../../tools/emulator/ministack.ts';
import { harness } from '../support/harness.ts';
import { REGIONS, synthesise } from './assembly.ts';
import { cdk } from './cdk.ts';
import { testPlatform } from './platform.ts';
import { reportRecorded, reportStacks } from './report.ts';

/** `npm run test:deploy`: a real `cdk deploy` of the unmodified templates into an AWS emulator, then requests through its API Gateway. */
harness('deploy', async (run) => {
  const assembly = await timed('synthesised the platform', () => synthesise(path.join(run.folder, 'assembly')));
  const emulator = await timed(`started ${MINISTACK}`, () => startMiniStack(assembly.folder, run.folder));
  const tool = cdk(assembly, emulator.url, run.folder);
  await timed(`bootstrapped ${REGIONS.join(' and ')}`, () => tool.bootstrap());
  const { code, output } = await timed(`deployed ${assembly.stacks.length} stacks`, () => tool.deploy());
  const incomplete = await reportStacks(emulator, assembly);
  reportRecorded(emulator.recorded());

  console.log('\nassertions:');
  const said = output.trimEnd().split('\n').slice(-20).join('\n');
  await run.check('cdk deploy succeeds and every stack is complete', () => {
    assert.deepEqual(incomplete, [], `${incomplete.join('\n')}\n${said}`);
    assert.equal(code, 0, said);
  });
  if (code === 0) await testPlatform(run, emulator, tool.outputs());
});

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  console.log(`${what} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}
