import { TRITON } from '../../tools/triton/installed.ts';
import { harness } from '../support/harness.ts';
import { testChat } from './chat.ts';
import { testEmbeddings } from './embeddings.ts';
import { testFailures } from './failures.ts';
import { testPromoted } from './promoted.ts';
import { testRefusals } from './refusals.ts';
import { testServing } from './serving.ts';
import { tritonSetup } from './setup.ts';

/** `npm run test:triton`: the local platform before a real Triton server, which serves a repository that `services/triton` made. */
harness('triton', async (run) => {
  const setup = await tritonSetup(run.folder);
  console.log(`${TRITON} and the local platform are up after ${(performance.now() / 1000).toFixed(1)} s`);
  await testChat(run, setup);
  await testEmbeddings(run, setup);
  await testServing(run, setup);
  await testPromoted(run, setup);
  await testRefusals(run, setup);
  await testFailures(run, setup);
  await setup.platform.stop();
});
