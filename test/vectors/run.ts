import { harness } from '../support/harness.ts';
import { testContract } from './contract.ts';
import { testIsolation } from './isolation.ts';
import { prepareDatabase, startPostgres } from './postgres-server.ts';
import { testRestore } from './restore.ts';
import { testSpeed } from './speed.ts';

/** `npm run test:vectors`: a real Postgres with pgvector, what it and SQLite find and how fast, and back-ups. `-- --full` loads 100,000 vectors. */
harness('vectors', async (run) => {
  // Each program that is started ends with this one.
  process.setMaxListeners(50);
  const server = await startPostgres();
  await prepareDatabase(server, 'contract');
  await testContract(run, server);
  await testIsolation(run, server);
  await testRestore(run, server);
  await testSpeed(run, server);
});
