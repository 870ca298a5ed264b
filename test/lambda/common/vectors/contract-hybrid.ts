import assert from 'node:assert/strict';
import { ids, MODEL, open, type Part, record, vectorOf } from './support.ts';

/** The part of the contract on searches with a text. */
export const HYBRID: readonly Part[] = [
  [
    'with a text, ranks by vector and by words are joined',
    async (subject) => {
      const index = await open(subject, 2);
      await index.upsert('t', [
        record('close', vectorOf(1, 0), { text: 'nothing of interest' }),
        record('near', vectorOf(4, 1), { text: 'The INVOICE, number 17', metadata: { kind: 'bill' } }),
        record('far', vectorOf(-1, 0), { text: 'an invoice', metadata: { kind: 'bill' } }),
        record('mute', vectorOf(1, 1)),
      ]);
      await index.upsert('u', [record('foreign', vectorOf(1, 0), { text: 'invoice 17' })]);
      const query = { model: MODEL, vector: vectorOf(1, 0), text: 'invoice "17" OR (', limit: 3 };
      const found = await index.search('t', query);
      assert.equal(found[0]?.id, 'near');
      assert.equal(found[0]?.score, 1 / 62 + 1 / 61);
      assert.deepEqual(new Set(ids(found)), new Set(['near', 'close', 'far']));
      assert.deepEqual(ids(await index.search('t', { ...query, filter: { kind: 'bill' }, limit: 10 })), ['near', 'far']);
      assert.ok(!ids(await index.search('t', { ...query, limit: 100 })).includes('foreign'));
    },
  ],
  [
    'a text without words is no hybrid search, and words that nobody wrote change no order',
    async (subject) => {
      const index = await open(subject, 2);
      await index.upsert('t', [record('a', vectorOf(1, 0), { text: 'one' }), record('b', vectorOf(0, 1), { text: 'two' })]);
      const query = { model: MODEL, vector: vectorOf(0, 1), limit: 2 };
      const [first] = await index.search('t', { ...query, text: '?!' });
      assert.ok(first?.id === 'b' && Math.abs(first.score - 1) < 1e-6);
      assert.deepEqual(ids(await index.search('t', { ...query, text: 'unheard' })), ['b', 'a']);
    },
  ],
  [
    'words are those of the record that stands there now',
    async (subject) => {
      const { clock } = subject;
      const index = await open(subject, 2);
      const at = clock.now;
      await index.upsert('t', [record('a', vectorOf(1, 0), { text: 'apple' }), record('b', vectorOf(0, 1), { text: 'pear' })]);
      await index.upsert('t', [
        record('a', vectorOf(1, 0), { text: 'plum' }),
        record('c', vectorOf(1, 1), { text: 'apple', expiresAt: at + 5 }),
      ]);
      clock.now = at + 5;
      const query = { model: MODEL, vector: vectorOf(0, 1), limit: 1 };
      assert.equal((await index.search('t', { ...query, text: 'apple' }))[0]?.score, 1 / 61);
      assert.equal((await index.search('t', { ...query, text: 'pear' }))[0]?.score, 2 / 61);
    },
  ],
];
