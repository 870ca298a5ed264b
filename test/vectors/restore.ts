import assert from 'node:assert/strict';
import path from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { postgresEngine } from '../../lambda/common/vectors/adapters/postgres.ts';
import { postgresPlace } from '../../lambda/common/vectors/adapters/postgres-place.ts';
import { sqliteEngine } from '../../lambda/common/vectors/adapters/sqlite.ts';
import { checked } from '../../lambda/common/vectors/checked.ts';
import type { Match, VectorDatabase } from '../../lambda/common/vectors/vector-database.ts';
import type { Harness } from '../support/harness.ts';
import type { PostgresServer } from './postgres-server.ts';
import { prepareDatabase } from './postgres-server.ts';
import { clustered, DIMENSION, load, MODEL, recordsOf } from './sample.ts';

const TENANTS = ['one', "t'wo", 'three'];

/** So few that the graph is searched whole: one that is built anew is another graph. */
const EACH = 90;

const DEFINITION = { name: 'kept', model: MODEL, dimension: DIMENSION };

async function fill(database: VectorDatabase): Promise<void> {
  const index = await database.open(DEFINITION);
  for (const [seed, tenant] of TENANTS.entries()) await load(index, tenant, recordsOf(clustered(EACH, 5, seed)));
}

async function answers(database: VectorDatabase): Promise<readonly (readonly Match[])[]> {
  const index = await database.open(DEFINITION);
  const found: (readonly Match[])[] = [];
  for (const tenant of TENANTS) {
    for (const vector of clustered(10, 5, 9)) {
      const query = { model: MODEL, vector, limit: 20 };
      found.push(await index.search(tenant, query));
      found.push(await index.search(tenant, { ...query, text: 'refund of an invoice', filter: { kind: 'even' } }));
    }
  }
  assert.ok(found.every(({ length }) => length > 10));
  return found;
}

/** Back-ups that are made while the database is open, each restored into a new one that gives the same answers. */
export async function testRestore({ check, folder }: Harness, server: PostgresServer): Promise<void> {
  await check('SQLite: a back-up restored elsewhere gives the same answers, and knows nothing that came later', async () => {
    const [file, copy] = ['kept.sqlite', 'restored.sqlite'].map((name) => path.join(folder, name)) as [string, string];
    const original = checked(sqliteEngine(file));
    await fill(original);
    const before = await answers(original);
    const connection = new DatabaseSync(file);
    await backup(connection, copy);
    connection.close();
    await (await original.open(DEFINITION)).deleteTenant('one');
    const restored = checked(sqliteEngine(copy));
    assert.deepEqual(await answers(restored), before);
    await original.close();
    await restored.close();
  });
  await check('Postgres: a dump restored into another database gives the same answers', async () => {
    const at = (name: string) => checked(postgresEngine(postgresPlace(`//router@127.0.0.1:${server.port}/${name}`)));
    await prepareDatabase(server, 'kept');
    const original = at('kept');
    await fill(original);
    const before = await answers(original);
    const dump = path.join(server.folder, 'kept.dump');
    await server.run('pg_dump', ['--format=custom', '--file', dump, 'kept']);
    await (await original.open(DEFINITION)).deleteTenant('one');
    await server.psql('postgres', 'CREATE DATABASE restored');
    await server.run('pg_restore', ['--exit-on-error', '--dbname=restored', dump]);
    const restored = at('restored');
    assert.deepEqual(await answers(restored), before);
    await (await restored.open(DEFINITION)).upsert('new', recordsOf(clustered(1, 1, 1)));
    await original.close();
    await restored.close();
  });
}
