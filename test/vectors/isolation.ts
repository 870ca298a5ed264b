import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { postgresEngine } from '../../lambda/common/vectors/adapters/postgres.ts';
import { postgresPlace } from '../../lambda/common/vectors/adapters/postgres-place.ts';
import { checked } from '../../lambda/common/vectors/checked.ts';
import type { VectorRecord } from '../../lambda/common/vectors/vector-database.ts';
import type { Harness } from '../support/harness.ts';
import type { PostgresServer } from './postgres-server.ts';

const DEFINITION = { name: 'apart', model: 'm', dimension: 2 };
const record = (id: string): VectorRecord => ({ id, documentId: 'd', model: 'm', vector: Float32Array.of(1, 0), metadata: {} });
const keyOf = (tenant: string): string => createHash('sha256').update(tenant).digest('hex');

/** What Postgres itself holds apart, and what happens when several begin at once. */
export async function testIsolation({ check }: Harness, server: PostgresServer): Promise<void> {
  const place = postgresPlace(`//router@127.0.0.1:${server.port}/contract`);
  const databases = Array.from({ length: 6 }, () => checked(postgresEngine(place)));

  await check('processes that make one index and one tenant at the same time do not stand in each other’s way', async () => {
    const write = async (at: number) =>
      (await databases[at]?.open(DEFINITION))?.upsert(at % 2 === 0 ? 'a' : 'b', [record(`r${at}`)]);
    // Connected before, so that they come at the same moment.
    await Promise.all(databases.map((database) => database.open({ ...DEFINITION, name: 'first' })));
    await Promise.all(databases.map((_, at) => write(at)));
    const index = await databases[0]?.open(DEFINITION);
    const found = await index?.search('a', { model: 'm', vector: Float32Array.of(1, 0), limit: 10 });
    assert.deepEqual(
      found?.map(({ id }) => id),
      ['r0', 'r2', 'r4'],
    );
  });

  await check('writers of the same records in another order do not wait for each other', async () => {
    const indexes = await Promise.all(databases.map((database) => database.open(DEFINITION)));
    const records = Array.from({ length: 200 }, (_, at) => record(`same${at}`));
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(indexes.map((index, at) => index.upsert('c', at % 2 === 0 ? records : records.toReversed())));
    }
    assert.equal((await indexes[0]?.search('c', { model: 'm', vector: Float32Array.of(1, 0), limit: 100 }))?.length, 100);
  });

  await check(
    'a statement that forgets its condition sees the rows of the named tenant, and none when none is named',
    async () => {
      const asRouter = (sql: string) => server.run('psql', ['-X', '-q', '-A', '-t', '-U', 'router', '-d', 'contract', '-c', sql]);
      const select = (tenant: string) =>
        asRouter(`SET vectors.tenant = '${keyOf(tenant)}'; SELECT string_agg(id, ' ' ORDER BY id) FROM "vectors-apart"`);
      assert.equal((await select('a')).trim(), 'r0 r2 r4');
      assert.equal((await select('b')).trim(), 'r1 r3 r5');
      assert.equal((await asRouter('SELECT count(*) FROM "vectors-apart"')).trim(), '0');
      const foreign = `SET vectors.tenant = '${keyOf('b')}'; INSERT INTO "vectors-apart" SELECT '${keyOf('a')}', 'x', 'd', '[1,0]', NULL, NULL, '{}', 1`;
      await assert.rejects(asRouter(foreign), /row-level security/);
      const own = `"v-apart-${keyOf('a').slice(0, 24)}"`;
      await assert.rejects(
        asRouter(`INSERT INTO ${own} SELECT '${keyOf('b')}', 'x', 'd', '[1,0]', NULL, NULL, '{}', 1`),
        /partition constraint/,
      );
    },
  );

  await check('a server without TLS is not spoken to where TLS is wanted', async () => {
    const strict = checked(postgresEngine({ ...place, tls: true }));
    await assert.rejects(strict.open(DEFINITION), /does not support SSL/);
    await strict.close();
  });

  await check('what Postgres says of a failure is told, and nothing of the rows', async () => {
    const nowhere = checked(postgresEngine({ ...place, database: 'nowhere' }));
    await assert.rejects(
      nowhere.open(DEFINITION),
      /^VectorError: Postgres refused: database "nowhere" does not exist \(3D000\)$/,
    );
    const long = { name: 'long', model: 'm', dimension: 2_001 };
    await assert.rejects(nowhere.open(long), /index long is to hold vectors of 2001 numbers; pgvector indexes at most 2000/);
    await nowhere.close();
  });
  for (const database of databases) await database.close();
}
