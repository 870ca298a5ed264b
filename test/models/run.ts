import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { MINISTACK, startMiniStack } from '../../tools/emulator/ministack.ts';
import { s3Store } from '../../tools/model/s3/store.ts';
import { harness } from '../support/harness.ts';
import { storeContract } from '../tools/model/store-contract.ts';
import { testAccess } from './access.ts';
import { openGate } from './gate.ts';
import { testInterruptions } from './interruptions.ts';
import { testMemory } from './memory.ts';
import { testRaces } from './races.ts';
import { modelsSetup } from './setup.ts';

const MIB = 1024 * 1024;

/** `npm run test:models`: pushes to S3 as an emulator plays it, ended, doubled, raced and broken; and one that is larger than the memory it may take. */
harness('models', async (run) => {
  const templates = path.join(run.folder, 'templates');
  mkdirSync(templates);
  const emulator = await startMiniStack(templates, run.folder);
  const gate = await openGate(emulator.url);
  const setup = await modelsSetup(run.folder, gate);
  console.log(`${MINISTACK} is up after ${(performance.now() / 1000).toFixed(1)} s`);

  const store = s3Store('s3://models/contract', undefined, setup.environment);
  for (const [name, prove] of storeContract(store, run.folder, 40 * MIB)) await run.check(`S3: ${name}`, prove);
  await testInterruptions(run, setup);
  await testRaces(run, setup);
  await testAccess(run, setup, emulator);
  await testMemory(run, setup);
});
