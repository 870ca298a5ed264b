import assert from 'node:assert/strict';
import { fresh, ids, MODEL, open, type Part, record, TENANTS, vectorOf } from './support.ts';

/** The part of the contract on whose records are there: those of the tenant, and the newest of each. */
export const RECORDS: readonly Part[] = [
  [
    'what a tenant wrote no other tenant finds, whatever they are called',
    async (subject) => {
      const index = await open(subject, 2);
      for (const [position, tenant] of TENANTS.entries()) {
        const own = record('same', vectorOf(1, position + 1), { documentId: 'doc', metadata: { of: position } });
        await index.upsert(tenant, [own]);
      }
      for (const [position, tenant] of TENANTS.entries()) {
        const found = await index.search(tenant, { model: MODEL, vector: vectorOf(1, 1), limit: 100 });
        assert.deepEqual(
          found.map(({ id, metadata }) => [id, metadata.of]),
          [['same', position]],
        );
      }
      const [gone = '', ...others] = TENANTS;
      await index.deleteDocuments(gone, ['doc']);
      for (const tenant of [gone, ...others]) {
        const found = await index.search(tenant, { model: MODEL, vector: vectorOf(1, 1), limit: 100 });
        assert.equal(found.length, tenant === gone ? 0 : 1);
      }
    },
  ],
  [
    'a record takes the place of an earlier one with its id',
    async (subject) => {
      const index = await open(subject, 2);
      await index.upsert('t', [
        record('a', vectorOf(1, 0), { text: 'first', metadata: { version: 1 } }),
        record('b', vectorOf(0, 1)),
      ]);
      await index.upsert('t', [record('a', vectorOf(-1, 0), { text: 'second', metadata: { version: 2 } })]);
      const found = await index.search('t', { model: MODEL, vector: vectorOf(1, 0), limit: 10 });
      assert.deepEqual(ids(found), ['b', 'a']);
      assert.deepEqual([found[1]?.text, found[1]?.metadata], ['second', { version: 2 }]);
    },
  ],
  [
    'documents and tenants are removed whole, and nothing else with them',
    async (subject) => {
      const index = await open(subject, 2);
      const search = async (tenant: string) =>
        ids(await index.search(tenant, { model: MODEL, vector: vectorOf(1, 0), limit: 10 }));
      const own = ['a', 'b', 'c'].map((id, at) => record(id, vectorOf(1, at), { documentId: id === 'c' ? 'two' : "on'e" }));
      await index.upsert('t', own);
      await index.upsert('u', own);
      await index.deleteDocuments('t', ["on'e", 'none']);
      assert.deepEqual([await search('t'), await search('u')], [['c'], ['a', 'b', 'c']]);
      await index.deleteTenant('u');
      await index.deleteTenant('never seen');
      assert.deepEqual([await search('t'), await search('u')], [['c'], []]);
      await index.upsert('u', own.slice(0, 1));
      assert.deepEqual(await search('u'), ['a']);
    },
  ],
  [
    'indexes are apart, however much one’s name looks like a part of another’s',
    async (subject) => {
      const { name } = fresh(2);
      const names = [name, `${name}-vec`, `${name}-0`];
      const indexes = [];
      for (const one of names) indexes.push(await subject.database().open({ name: one, model: MODEL, dimension: 2 }));
      for (const [at, index] of indexes.entries()) await index.upsert('t', [record(`of ${at}`, vectorOf(1, 0))]);
      for (const [at, index] of indexes.entries()) {
        assert.deepEqual(ids(await index.search('t', { model: MODEL, vector: vectorOf(1, 0), limit: 9 })), [`of ${at}`]);
      }
    },
  ],
];
