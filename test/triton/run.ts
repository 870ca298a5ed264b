import assert from 'node:assert/strict';
import { TRITON } from '../../tools/triton/installed.ts';
import { harness } from '../support/harness.ts';
import { testBadVersions } from './bad-versions.ts';
import { testChat } from './chat.ts';
import { testControl } from './control.ts';
import { testEmbeddings } from './embeddings.ts';
import { testFailures } from './failures.ts';
import { testMetrics } from './metrics.ts';
import { testPromoted } from './promoted.ts';
import { testRefusals } from './refusals.ts';
import { testReleased } from './released.ts';
import { testServing } from './serving.ts';
import { tritonSetup } from './setup.ts';

/** Of the pod's options, what no machine without its volumes and ports can have. */
const CHANGED = ['--model-repository', '--http-port', '--metrics-port', '--http-restricted-api'];

/** `npm run test:triton`: the local platform before a real Triton server, which serves a repository that `services/triton` made. */
harness('triton', async (run) => {
  // Each server that is started ends with this program.
  process.setMaxListeners(50);
  const setup = await tritonSetup(run.folder);
  console.log(`${TRITON} and the local platform are up after ${(performance.now() / 1000).toFixed(1)} s`);
  await run.check('the server runs with the options of the pod in services/serving', () => {
    const { kept, changed, added } = setup.triton.differences;
    assert.deepEqual(changed.map((option) => option.replace(/=.*/, '')).sort(), [...CHANGED].sort());
    console.log(`    as in the pod: ${kept.join(' ')}\n    other values: ${CHANGED.join(' ')}\n    added: ${added.join(' ')}`);
  });
  await testChat(run, setup);
  await testEmbeddings(run, setup);
  await testServing(run, setup);
  await testControl(run, setup);
  await testMetrics(run, setup);
  await testBadVersions(run, setup);
  await testReleased(run);
  await testPromoted(run, setup);
  await testRefusals(run, setup);
  await testFailures(run, setup);
  await setup.platform.stop();
});
