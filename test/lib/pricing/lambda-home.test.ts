import type { BillItem } from '../../../lib/pricing/bill.ts';
import { authorizationsPerSecond, averageExecutions, lambdaItems } from '../../../lib/pricing/lambda-home.ts';
import { roundFacts, roundPrices, twoRequests } from './round-figures.ts';

const monthly = (items: readonly BillItem[]) => Object.fromEntries(items.map((item) => [item.name, item.monthly]));
const costs = (change: object = {}) => monthly(lambdaItems({ ...twoRequests, ...change }, roundPrices(), roundFacts));

test('every item is its quantity times its price, worked out by hand', () => {
  const bill = costs();
  expect(Object.keys(bill)).toEqual([
    'API Gateway, REST',
    'Router, requests',
    'Router, duration',
    'Authorizer, requests',
    'Authorizer, duration',
  ]);
  // 2/s × 2,628,000 s = 5.256 million requests; × $4 = $21.024, and × $0.5 = $2.628.
  expect(bill['API Gateway, REST']).toBeCloseTo(21.024, 9);
  expect(bill['Router, requests']).toBeCloseTo(2.628, 9);
  // 5,256,000 × (4 + 0.5) s × 2 GB = 47,304,000 GB-seconds; × $0.00001 = $473.04.
  expect(bill['Router, duration']).toBeCloseTo(473.04, 9);
  // 2 / (1 + 2 × 60 / 30) = 0.4/s, 1.0512 million a month; × $0.5 = $0.5256.
  expect(bill['Authorizer, requests']).toBeCloseTo(0.5256, 9);
  // 1,051,200 × 0.1 s × 0.5 GB = 52,560 GB-seconds; × $0.00001 = $0.5256.
  expect(bill['Authorizer, duration']).toBeCloseTo(0.5256, 9);
});

test('a stream holds its execution to its end', () => {
  // 2/s × (4 + 0.5) s = 9 at once.
  expect(averageExecutions(twoRequests, roundFacts)).toBe(9);
  // 2/s × (60 + 0.5) s = 121 at once: 121 / 9 of the duration of 4 s.
  expect(costs({ streamSeconds: 60 })['Router, duration']).toBeCloseTo((473.04 * 121) / 9, 6);
});

test.each([
  [10 * 1024, 1],
  [10 * 1024 + 1, 2],
  [25 * 1024, 3],
])('API Gateway counts an answer of %d KB as %d requests', (responseKB, requests) => {
  expect(costs({ responseKB })['API Gateway, REST']).toBeCloseTo(21.024 * requests, 9);
});

test('the first 6 MB of an answer are streamed free of charge, the rest is charged', () => {
  expect(costs({ responseKB: 6 * 1024 })).not.toHaveProperty(['Router, streamed bytes']);
  // 25 − 6 = 19 MB × 5,256,000 / 1,024 = 97,523.4375 GB; × $0.01 = $975.234375.
  expect(costs({ responseKB: 25 * 1024 })['Router, streamed bytes']).toBeCloseTo(975.234375, 9);
});

test('an unknown price of streamed bytes matters only to answers beyond 6 MB', () => {
  const prices = roundPrices({ 'lambda-response-streaming': undefined });
  const items = (responseKB: number) => lambdaItems({ ...twoRequests, responseKB }, prices, roundFacts);
  expect(items(6 * 1024)).toHaveLength(5);
  expect(() => items(6 * 1024 + 1)).toThrow(
    'no list price of lambda-response-streaming is known for roundland-1; choose another region',
  );
});

test('the authorizer is asked for nearly every rare request, and once a minute for each credential in constant use', () => {
  const rate = (requestsPerSecond: number) => authorizationsPerSecond({ ...twoRequests, requestsPerSecond }, roundFacts);
  expect(rate(0.0001)).toBeCloseTo(0.0001, 6);
  // 30 credentials / 60 s = 0.5/s.
  expect(rate(1e6)).toBeCloseTo(0.5, 5);
});
