import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { memoryEngine } from '../../../../lambda/common/vectors/adapters/memory.ts';
import { sqliteEngine } from '../../../../lambda/common/vectors/adapters/sqlite.ts';
import { checked } from '../../../../lambda/common/vectors/checked.ts';
import { databaseVectors } from '../../../../lambda/router/adapters/database-vectors.ts';
import { memoryCache } from '../../../../lambda/router/adapters/memory-cache.ts';
import { cacheFrom, digest } from '../../../../lambda/router/adapters/response-cache.ts';
import { Flights } from '../../../../lambda/router/domain/cache/flights.ts';
import type { Found, SemanticIndex } from '../../../../lambda/router/domain/cache/store.ts';
import { asTenant, caching, SETTINGS, saying } from '../domain/cache/support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'questions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const unit = (angle: number): Float32Array => Float32Array.of(Math.cos(angle), Math.sin(angle));
const question = (tenant: string, partition: string, angle: number) => ({ tenant, model: 'm', partition, vector: unit(angle) });

const SEMANTIC = { semantic: { model: 'hash', threshold: 0.8 } };
const WORDS = 'how do i reset the password of my account in the customer portal';
const NEAR = `${WORDS} please`;
const talk = (content: string) => ({ messages: [{ role: 'user', content }] });

/** A router of its own, with the answers of the others and a connection of its own to the one file. */
function instance(file: string, answers: ReturnType<typeof memoryCache>, said: string, tenants: readonly string[]) {
  const settings = { ...SETTINGS, ...SEMANTIC };
  const access = { environment: {}, region: 'local', secrets: { read: async () => '' } };
  const { vectors } = cacheFrom({ VECTOR_DATABASE: `sqlite:${file}` }, access);
  const cache = { answers, vectors, flights: new Flights<Found>(), digest };
  return caching({}, [saying(said), saying(said)], {
    cache,
    config: { cache: Object.fromEntries(tenants.map((name) => [name, settings])) },
  });
}

test('an answer that one instance kept, another one gives to a question that means the same, and to no other tenant', async () => {
  const answers = memoryCache();
  const file = path.join(folder, 'shared.sqlite');
  const tenants = ['one', "t'wo"];
  const [first, second] = [instance(file, answers, 'Click on it.', tenants), instance(file, answers, 'No.', tenants)];
  const kept = await first.ask(talk(WORDS), asTenant('one'));
  const near = await second.ask(talk(NEAR), asTenant('one'));
  expect([near.headers['x-cache'], near.text]).toEqual(['semantic', kept.text]);
  const other = await second.ask(talk(NEAR), asTenant("t'wo"));
  expect([other.headers['x-cache'], other.text === kept.text]).toEqual(['miss', false]);
});

test('tenants, models, dimensions and partitions know nothing of each other', async () => {
  const place = fc.record({
    tenant: fc.constantFrom('a', 'b'),
    model: fc.constantFrom('m', 'n'),
    partition: fc.constantFrom('p', 'q'),
    vector: fc.constantFrom(unit(0), unit(1), Float32Array.of(1, 0, 0)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(place, { maxLength: 12 }), place, async (kept, asked) => {
      const vectors = databaseVectors(checked(memoryEngine()), () => undefined);
      for (const [position, one] of kept.entries()) await vectors.upsert(one, String(position), 60_000);
      const found = await vectors.nearest(asked);
      const same = kept.filter(
        ({ tenant, model, partition, vector: { length } }) =>
          tenant === asked.tenant && model === asked.model && partition === asked.partition && length === asked.vector.length,
      );
      expect(found !== undefined).toBe(same.length > 0);
      if (found !== undefined) expect(same).toContain(kept[Number(found.id)]);
    }),
  );
});

test('a question is forgotten when its time is over', async () => {
  let now = 1_800_000_000_000;
  const clock = () => now;
  const vectors = databaseVectors(checked(sqliteEngine(':memory:', clock)), () => undefined, clock);
  await vectors.upsert(question('t', 'p', 0), 'a', 1_000);
  now += 999;
  expect(await vectors.nearest(question('t', 'p', 0))).toEqual({ id: 'a', similarity: 1 });
  now += 1;
  expect(await vectors.nearest(question('t', 'p', 0))).toBeUndefined();
});

test('a database that fails is one line in the log and no answer, and is asked again after a pause', async () => {
  let now = 0;
  let asked = 0;
  const lines: string[] = [];
  const broken = { open: () => Promise.reject(new Error(`no database ${++asked}`)), close: async () => undefined };
  const vectors: SemanticIndex = databaseVectors(
    broken,
    (level, message, fields) => lines.push(`${level} ${message}: ${fields?.error}`),
    () => now,
  );
  expect(await vectors.nearest(question('t', 'p', 0))).toBeUndefined();
  await vectors.upsert(question('t', 'p', 0), 'a', 1);
  expect(lines).toEqual(['warn vector database unavailable: no database 1']);
  now = 10_000;
  expect(await vectors.nearest(question('t', 'p', 0))).toBeUndefined();
  expect([lines.length, asked]).toEqual([2, 2]);
});

test('a locator that nobody knows is refused when the router starts', () => {
  const access = { environment: {}, region: 'local', secrets: { read: async () => '' } };
  expect(() => cacheFrom({ VECTOR_DATABASE: 'oracle:here' }, access)).toThrow(
    "environment variable VECTOR_DATABASE is 'oracle:here'; it must start with one of memory:, sqlite:, postgres:, opensearch:, s3vectors:, qdrant:",
  );
});
