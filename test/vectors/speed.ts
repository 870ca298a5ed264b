import assert from 'node:assert/strict';
import path from 'node:path';
import { postgresEngine } from '../../lambda/common/vectors/adapters/postgres.ts';
import { postgresPlace } from '../../lambda/common/vectors/adapters/postgres-place.ts';
import { sqliteEngine } from '../../lambda/common/vectors/adapters/sqlite.ts';
import { checked } from '../../lambda/common/vectors/checked.ts';
import type { Filter, VectorDatabase, VectorIndex, VectorRecord } from '../../lambda/common/vectors/vector-database.ts';
import type { Harness } from '../support/harness.ts';
import { type PostgresServer, prepareDatabase } from './postgres-server.ts';
import { clustered, DIMENSION, exactly, load, MODEL, recordsOf } from './sample.ts';

const LIMIT = 10;
const QUERIES = 50;
const SMALL = 1_000;

/** @default - 100,000 with `--full` */
const COUNT = process.argv.includes('--full') ? 100_000 : 10_000;

interface Sought {
  readonly tenant: string;
  readonly filter: Filter;
  readonly queries: readonly Float32Array[];
  /** What comparing with each record finds. */
  readonly expected: readonly (readonly string[])[];
}

/** Recall@10 against comparing with each vector, and searches in a second, for one tenant with nearly all vectors and a small one beside it. */
export async function testSpeed({ check, folder }: Harness, server: PostgresServer): Promise<void> {
  const records = recordsOf(clustered(COUNT, 100, 1));
  const few = recordsOf(clustered(SMALL, 10, 2));
  const queries = clustered(QUERIES, 100, 3);
  const sought = (tenant: string, own: readonly VectorRecord[], filter: Filter, chosen: readonly VectorRecord[]): Sought => {
    const asked = own === few ? clustered(QUERIES, 10, 4) : queries;
    return { tenant, filter, queries: asked, expected: asked.map((query) => exactly(chosen, query, LIMIT)) };
  };
  const kinds: Readonly<Record<string, Sought>> = {
    'all records': sought('large', records, {}, records),
    'a filter that one of 100 meets': sought(
      'large',
      records,
      { part: 7 },
      records.filter(({ metadata }) => metadata.part === 7),
    ),
    [`a tenant of ${SMALL.toLocaleString('en')} beside it`]: sought('small', few, {}, few),
  };
  await prepareDatabase(server, 'speed');
  const engines: readonly [string, VectorDatabase, number][] = [
    ['sqlite-vec', checked(sqliteEngine(path.join(folder, 'speed.sqlite'))), 1],
    ['Postgres, HNSW', checked(postgresEngine(postgresPlace(`//router@127.0.0.1:${server.port}/speed`))), 0.95],
  ];
  for (const [name, database, least] of engines) {
    const index = await database.open({ name: 'speed', model: MODEL, dimension: DIMENSION });
    const before = performance.now();
    await load(index, 'large', records);
    await load(index, 'small', few);
    const seconds = (performance.now() - before) / 1_000;
    console.log(
      `    ${name}: ${COUNT + SMALL} records in ${seconds.toFixed(1)} s, ${((COUNT + SMALL) / seconds).toFixed(0)} a second`,
    );
    // As autovacuum does within a minute or two: until then Postgres knows of no reason to use the graph.
    await server.psql('speed', 'ANALYZE');
    for (const [kind, what] of Object.entries(kinds)) {
      await check(`${name}, ${kind}: recall@${LIMIT} is at least ${least}`, async () => {
        const { recall, perSecond } = await measured(index, what);
        console.log(`    recall@${LIMIT} ${recall.toFixed(4)}, ${perSecond.toFixed(0)} searches a second, one after the other`);
        assert.ok(recall >= least, `recall is ${recall}`);
      });
    }
    await database.close();
  }
}

async function measured(index: VectorIndex, { tenant, filter, queries, expected }: Sought) {
  let hits = 0;
  const before = performance.now();
  for (const [at, vector] of queries.entries()) {
    const found = await index.search(tenant, { model: MODEL, vector, filter, limit: LIMIT });
    hits += found.filter(({ id }) => expected[at]?.includes(id)).length;
  }
  const perSecond = queries.length / ((performance.now() - before) / 1_000);
  return { recall: hits / expected.flat().length, perSecond };
}
