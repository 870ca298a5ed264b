import assert from 'node:assert/strict';
import fc from 'fast-check';
import { arbitraryRecords, arbitraryVector, exact, ids, MODEL, open, type Part, record, vectorOf } from './support.ts';

const ODD = ["o'brien", 'a "quoted" one', 'two\nlines', '日本 😀', '%_*?', "'; --", '__proto__'] as const;

/** The part of the contract on what a search finds, and finds no more. */
export const SEARCHES: readonly Part[] = [
  [
    'a search finds what comparing by hand finds, with and without a filter',
    async (subject) => {
      const { runs = 25 } = subject;
      const index = await open(subject, 3);
      let tenant = 0;
      await fc.assert(
        fc.asyncProperty(
          arbitraryRecords(20),
          arbitraryVector,
          fc.integer({ min: 1, max: 8 }),
          async (records, vector, limit) => {
            tenant += 1;
            await index.upsert(`t${tenant}`, records);
            const filters = [
              {},
              { colour: "gr'een" },
              { colour: { in: ['red', 'blue'] }, size: { gte: 3, lt: 7 } },
              { size: { gt: 8 } },
            ] as const;
            const meets = [
              () => true,
              ({ colour }: { colour: unknown }) => colour === "gr'een",
              ({ colour, size }: { colour: unknown; size: unknown }) =>
                colour !== "gr'een" && Number(size) >= 3 && Number(size) < 7,
              ({ size }: { size: unknown }) => Number(size) > 8,
            ];
            for (const [position, filter] of filters.entries()) {
              const found = await index.search(`t${tenant}`, { model: MODEL, vector, limit, filter });
              const chosen = records.filter(({ metadata }) => meets[position]?.(metadata as { colour: unknown; size: unknown }));
              const expected = exact(chosen, vector, limit);
              assert.equal(found.length, expected.length);
              // Records that lie equally close may stand in any order: scores are compared, and each score is that of its record.
              for (const [place, { id, score }] of found.entries()) {
                assert.ok(Math.abs(score - (expected[place]?.score ?? Number.NaN)) < 1e-5, `${score} at ${place}`);
                const own = exact(chosen, vector, chosen.length).find((one) => one.id === id);
                assert.ok(own !== undefined && Math.abs(score - own.score) < 1e-5, `${id} has ${score}`);
              }
            }
          },
        ),
        { numRuns: runs },
      );
    },
  ],
  [
    'names, texts and metadata come back as they were, and types count in filters',
    async (subject) => {
      const index = await open(subject, 2);
      const records = ODD.map((odd, at) =>
        record(odd, vectorOf(1, at), { documentId: odd, text: odd, metadata: { odd, at, yes: at === 1 } }),
      );
      await index.upsert('t', records);
      const search = async (filter: object) =>
        index.search('t', { model: MODEL, vector: vectorOf(1, 0), limit: 100, filter: filter as Record<string, string> });
      for (const [at, odd] of ODD.entries()) {
        const [match, ...more] = await search({ odd });
        assert.deepEqual(
          [match?.id, match?.documentId, match?.text, match?.metadata, more],
          [odd, odd, odd, records[at]?.metadata, []],
        );
      }
      assert.deepEqual(ids(await search({ yes: true })), [ODD[1]]);
      assert.deepEqual(ids(await search({ yes: 1 })), []);
      assert.deepEqual(ids(await search({ at: 1 })), [ODD[1]]);
      assert.deepEqual(ids(await search({ at: '1' })), []);
      assert.deepEqual(ids(await search({ at: { in: [1, '2', true] } })), [ODD[1]]);
      assert.deepEqual(ids(await search({ odd: { gte: 0 } })), []);
      assert.deepEqual(ids(await search({ missing: { lt: 1 } })), []);
    },
  ],
  [
    'a record that has expired is not found, from that moment on',
    async (subject) => {
      const { clock } = subject;
      const index = await open(subject, 2);
      const at = clock.now;
      await index.upsert('t', [
        record('soon', vectorOf(1, 0), { expiresAt: at + 1_000 }),
        record('late', vectorOf(1, 1), { expiresAt: at + 9_000 }),
        record('never', vectorOf(0, 1)),
      ]);
      const search = async () => ids(await index.search('t', { model: MODEL, vector: vectorOf(1, 0), limit: 10 }));
      assert.deepEqual(await search(), ['soon', 'late', 'never']);
      clock.now = at + 1_000;
      assert.deepEqual(await search(), ['late', 'never']);
      await index.upsert('t', [record('new', vectorOf(-1, 0))]);
      clock.now = at + 9_000;
      assert.deepEqual(await search(), ['never', 'new']);
    },
  ],
];
