import { postgresEngine } from '../../lambda/common/vectors/adapters/postgres.ts';
import { postgresPlace } from '../../lambda/common/vectors/adapters/postgres-place.ts';
import { checked } from '../../lambda/common/vectors/checked.ts';
import { CONTRACT } from '../lambda/common/vectors/contract.ts';
import type { Harness } from '../support/harness.ts';
import type { PostgresServer } from './postgres-server.ts';

/** The contract of all engines, against Postgres. */
export async function testContract({ check }: Harness, { port }: PostgresServer): Promise<void> {
  const clock = { now: Date.now() };
  const database = checked(postgresEngine(postgresPlace(`//router@127.0.0.1:${port}/contract`), { now: () => clock.now }));
  const subject = { name: 'postgres', database: () => database, clock };
  for (const [name, holds] of CONTRACT) await check(name, () => holds(subject));
  await database.close();
}
