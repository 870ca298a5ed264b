import { concerns, FAULTS, faultOf, inWords, thereAre, UPSTREAMS } from '../../../tools/chaos/faults.ts';

test('a fault without options is about all requests of the upstream large', () => {
  expect(faultOf({ name: 'upstream-errors' })).toEqual({ name: 'upstream-errors', rate: 1, seconds: 4, upstream: 'large' });
});

test('everything that is wrong with a fault is said at once, with its value', () => {
  expect(() => faultOf({ name: 'flood', rate: 2, seconds: 0, upstream: 'huge' })).toThrow(
    /^there is no fault "flood"; there are:\n(?:.+\n)+--rate is 2; .+\n--seconds is 0; .+\nthere is no upstream "huge"; there are large, small and all$/,
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 0, '0.5', null])('a rate of %p is refused', (rate) => {
  expect(() => faultOf({ name: 'stall', rate })).toThrow('write a share of the requests');
});

test('a name that every object has is no fault', () => {
  expect(() => faultOf({ name: 'constructor' })).toThrow('there is no fault "constructor"');
});

test('what there is names every fault, off and status', () => {
  for (const name of [...Object.keys(FAULTS), 'off', 'status']) expect(thereAre()).toContain(`\n  ${name} `);
});

test('a fault of all upstreams concerns each', () => {
  expect(UPSTREAMS.map((name) => concerns(faultOf({ name: 'stall', upstream: 'all' }), name))).toEqual([true, true]);
  expect(UPSTREAMS.map((name) => concerns(faultOf({ name: 'stall', upstream: 'small' }), name))).toEqual([false, true]);
});

test('in words a fault names what of it matters', () => {
  expect(inWords(faultOf({ name: 'upstream-errors', rate: 0.5 }))).toBe('upstream-errors (upstream large, 50 % of the requests)');
  expect(inWords(faultOf({ name: 'slow-first-token', seconds: 6, upstream: 'all' }))).toBe(
    'slow-first-token (upstream all, 6 s)',
  );
  expect(inWords(faultOf({ name: 'redis-down' }))).toBe('redis-down');
});
