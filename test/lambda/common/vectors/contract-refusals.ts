import assert from 'node:assert/strict';
import { VectorError } from '../../../../lambda/common/vectors/vector-database.ts';
import { fresh, ids, MODEL, open, type Part, record, vectorOf } from './support.ts';

/** The part of the contract on what is refused. */
export const REFUSALS: readonly Part[] = [
  [
    'model and dimension are recorded, and others are refused at opening, writing and asking',
    async (subject) => {
      const definition = fresh(2);
      const index = await subject.database().open(definition);
      await index.upsert('t', [record('a', vectorOf(1, 0))]);
      const refusal = async (work: () => Promise<unknown>) => {
        const error = await work().then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        assert.ok(error instanceof VectorError, `refused with ${error}`);
        return error.message;
      };
      const other = { ...definition, model: 'another' };
      const reopened = async () =>
        (await subject.database().open(other)).upsert('t', [{ ...record('b', vectorOf(1, 0)), model: 'another' }]);
      assert.match(await refusal(reopened), /holds vectors of .*not of 'another'/);
      const longer = async () =>
        (await subject.database().open({ ...definition, dimension: 3 })).upsert('t', [record('b', vectorOf(1, 0, 0))]);
      assert.match(await refusal(longer), /holds vectors of 2 numbers, not of 3/);
      assert.match(await refusal(() => index.upsert('t', [{ ...record('b', vectorOf(1, 0)), model: 'another' }])), /"another"/);
      assert.match(await refusal(() => index.search('t', { model: 'another', vector: vectorOf(1, 0), limit: 1 })), /"another"/);
      const found = await (await subject.database().open(definition)).search('t', {
        model: MODEL,
        vector: vectorOf(1, 0),
        limit: 9,
      });
      assert.deepEqual(ids(found), ['a']);
    },
  ],
  [
    'bad records are refused with all that is wrong, and none of them is kept',
    async (subject) => {
      const index = await open(subject, 2);
      const wrong = record('w', vectorOf(1, Number.NaN, 3), { documentId: '', metadata: { 'a b': Number.POSITIVE_INFINITY } });
      await assert.rejects(index.upsert('', [record('good', vectorOf(1, 0)), wrong]), (error) => {
        assert.ok(error instanceof VectorError);
        assert.equal(error.problems.length, 5);
        return true;
      });
      await assert.rejects(index.upsert('t', [record('good', vectorOf(1, 0)), wrong]), VectorError);
      assert.deepEqual(await index.search('t', { model: MODEL, vector: vectorOf(1, 0), limit: 9 }), []);
    },
  ],
];
