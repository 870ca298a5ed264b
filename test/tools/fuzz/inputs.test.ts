import { corpus } from '../../../tools/fuzz/corpus.ts';
import { inputs } from '../../../tools/fuzz/inputs.ts';

const seeds = corpus();
const first = (seed: number, count: number) => JSON.stringify([...inputs(seed, count, seeds)]);

test('the same seed gives the same requests, another one others', () => {
  expect(first(7, 200)).toBe(first(7, 200));
  expect(first(7, 200)).not.toBe(first(8, 200));
});

test('as many come as were asked for', () => {
  expect([...inputs(1, 1_501, seeds)].map(({ index }) => index)).toEqual(Array.from({ length: 1_501 }, (_, index) => index));
});
