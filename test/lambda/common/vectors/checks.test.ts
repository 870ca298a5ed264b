import {
  definitionProblems,
  documentsProblems,
  queryProblems,
  recordsProblems,
  tenantProblems,
} from '../../../../lambda/common/vectors/checks.ts';
import type { VectorQuery, VectorRecord } from '../../../../lambda/common/vectors/vector-database.ts';
import { MODEL, record, vectorOf } from './support.ts';

const INDEX = { name: 'docs', model: MODEL, dimension: 2 };
const long = 'x'.repeat(600);

test.each<[Partial<typeof INDEX>, string]>([
  [{ name: 'Docs' }, 'the index\' name is "Docs"; use lower-case letters, digits and hyphens, at most 30, a letter first'],
  [{ name: 'x"; DROP' }, 'the index\' name is "x\\"; DROP"; use lower-case'],
  [{ name: 'x'.repeat(31) }, 'at most 30'],
  [{ model: '' }, 'the index\' model is ""; name it with 1 to 200 characters'],
  [{ dimension: 0 }, "the index' dimension is 0; it must be a whole number from 1 to 4096"],
  [{ dimension: 2.5 }, "the index' dimension is 2.5"],
  [{ dimension: Number.NaN }, "the index' dimension is NaN"],
])('an index of %j is refused', (odd, problem) => {
  expect(definitionProblems({ ...INDEX, ...odd })).toEqual([expect.stringContaining(problem)]);
});

test('a tenant may be called anything that is something', () => {
  expect(['a', "'", '\n', 'x'.repeat(10_000), '\0'].flatMap(tenantProblems)).toEqual([]);
  expect(tenantProblems('')).toEqual(['the tenant is ""; name one, in whole characters']);
  expect(tenantProblems('\ud800')).toEqual(['the tenant is "\\ud800"; name one, in whole characters']);
  expect(tenantProblems(undefined as unknown as string)).toEqual(['the tenant is undefined; name one, in whole characters']);
});

const good = record('a', vectorOf(1, 0));
test.each<[string, Partial<VectorRecord>, string]>([
  ['an empty id', { id: '' }, 'records[0].id is ""; it must be a text that is not empty'],
  ['a long id', { id: long }, 'records[0].id has 600 bytes; at most 512 fit'],
  ['a document with a zero byte', { documentId: 'a\0' }, 'records[0].documentId has U+0000 or half a character'],
  ['another model', { model: 'x' }, 'records[0].model is "x"; index docs holds vectors of "test-model-1"'],
  ['another dimension', { vector: vectorOf(1, 2, 3) }, 'records[0].vector has 3 numbers; index docs holds vectors of 2'],
  ['no numbers', { vector: vectorOf() }, 'records[0].vector has 0 numbers; index docs holds vectors of 2'],
  ['NaN', { vector: vectorOf(1, Number.NaN) }, 'records[0].vector[1] is NaN; all must be finite'],
  ['Infinity', { vector: vectorOf(Number.NEGATIVE_INFINITY, 1) }, 'records[0].vector[0] is -Infinity; all must be finite'],
  ['no direction', { vector: vectorOf(0, 0) }, 'records[0].vector has the length 0; bring it to length 1'],
  ['an array', { vector: [1, 0] as unknown as Float32Array }, 'records[0].vector is [1,0]; it must be a Float32Array'],
  ['a long text', { text: 'é'.repeat(16_385) }, 'records[0].text has 32770 bytes; at most 32768 fit'],
  ['an odd key', { metadata: { "a'b": 1 } }, 'records[0].metadata has the key "a\'b"; use letters, digits and underscores'],
  ['a key of ours', { metadata: { _text: 1 } }, 'records[0].metadata has the key "_text"'],
  [
    'a nested value',
    { metadata: { a: {} as string } },
    'records[0].metadata.a is {}; it must be a string, a finite number or a boolean',
  ],
  ['a value that is no number', { metadata: { a: Number.NaN } }, 'records[0].metadata.a is NaN'],
  ['long metadata', { metadata: { a: 'x'.repeat(1_100) } }, 'records[0].metadata has 1108 bytes as JSON; at most 1024 fit'],
  [
    'many keys',
    { metadata: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`k${at}`, 1])) },
    'has 33 keys; at most 32 fit',
  ],
  ['an odd end', { expiresAt: 1.5 }, 'records[0].expiresAt is 1.5; it must be whole milliseconds since 1970'],
])('a record with %s is refused', (_, odd, problem) => {
  expect(recordsProblems(INDEX, [{ ...good, ...odd }])).toEqual([expect.stringContaining(problem)]);
});

test('the same record twice, and too many at once, are refused', () => {
  expect(recordsProblems(INDEX, [good, good])).toEqual(['records[1].id is "a" for the second time; name each record once']);
  expect(recordsProblems(INDEX, Array(501).fill(good))).toEqual(['501 records at once; at most 500 fit']);
  expect(documentsProblems(Array(501).fill('d'))).toEqual(['501 documents at once; at most 500 fit']);
  expect(documentsProblems(['d', ''])).toEqual(['documentIds[1] is ""; it must be a text that is not empty']);
});

const query: VectorQuery = { model: MODEL, vector: vectorOf(1, 0), limit: 1 };
test.each<[string, Partial<VectorQuery>, string]>([
  ['a limit of 0', { limit: 0 }, 'query.limit is 0; it must be a whole number from 1 to 100'],
  ['a limit of 101', { limit: 101 }, 'query.limit is 101'],
  ['an empty condition', { filter: { a: {} } }, 'query.filter.a is empty; give it a value, in, or one of gt, gte, lt and lte'],
  ['an unknown bound', { filter: { a: { like: 1 } as object } }, 'query.filter.a.like is 1; bounds are gt, gte, lt and lte'],
  ['a bound that is a text', { filter: { a: { gt: '1' as unknown as number } } }, 'query.filter.a.gt is "1"'],
  ['none to choose from', { filter: { a: { in: [] } } }, 'query.filter.a.in has 0 values; it must have 1 to 100'],
  [
    'null',
    { filter: { a: null as unknown as string } },
    'query.filter.a is null; it must be a string, a finite number or a boolean',
  ],
  ['an odd key', { filter: { "a') OR 1=1 --": 1 } }, 'query.filter has the key "a\') OR 1=1 --"'],
])('a query with %s is refused', (_, odd, problem) => {
  expect(queryProblems(INDEX, { ...query, ...odd })).toEqual([expect.stringContaining(problem)]);
});

test('a message is short, whatever the value', () => {
  const [problem = ''] = recordsProblems(INDEX, [{ ...good, model: 'x'.repeat(10_000) }]);
  expect(problem.length).toBeLessThan(200);
});
