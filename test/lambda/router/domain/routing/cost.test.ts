import { decide } from '../../../../../lambda/router/domain/routing/decide.ts';
import { costsIfAsked } from '../../../../../lambda/router/domain/routing/expected-costs.ts';
import { IDLE } from '../../../../../lambda/router/domain/routing/facts.ts';
import { ABC, facts, route } from './support.ts';

const CHEAPEST = route(ABC, { strategy: 'lowest-cost' });
const orderOf = (costs: Readonly<Record<string, number>>) => decide(CHEAPEST, facts({ costs }), IDLE).order;

test.each<[string, Readonly<Record<string, number>>, string]>([
  ['the cheapest first', { a: 30, b: 10, c: 20 }, 'bca'],
  ['as written when they cost the same', { a: 5, b: 5, c: 5 }, 'abc'],
  ['one of unknown price last', { b: 10, c: 9 }, 'cba'],
  ['as written when no price is known', {}, 'abc'],
  ['a free one first', { a: 1, b: 0, c: 2 }, 'bac'],
])('lowest-cost: %s', (_, costs, expected) => {
  expect(orderOf(costs).join('')).toBe(expected);
});

test('the reason is told', () => {
  expect(decide(CHEAPEST, facts({ costs: { b: 1 } }), IDLE).why).toBe('lowest cost');
});

test('a candidate with a ceiling is asked up to it, and not without a known price', () => {
  const when = { maxMicroDollars: 10_000 };
  const capped = route([
    { model: 'a', when },
    { model: 'b', when },
    { model: 'c', when },
  ]);
  const { order, refused } = decide(capped, facts({ costs: { a: 10_000, b: 10_001 } }), IDLE);
  expect(order).toEqual(['a']);
  expect(refused).toEqual([
    { model: 'b', reason: 'cost of about $0.010001 is above $0.01' },
    { model: 'c', reason: 'price not known' },
  ]);
});

test('costs are reckoned only for routes that decide by them', () => {
  const price = { input: 1_000_000, output: 2_000_000, catalogue: 'configuration' };
  const config = { version: 1 as const, models: facts().models, prices: { a: price, b: { ...price, output: 0 } } };
  const tokens = jest.fn(() => ({ inputTokens: 3, outputTokens: 4 }));
  expect(costsIfAsked(config, route(ABC), tokens)).toEqual({});
  expect(tokens).not.toHaveBeenCalled();
  const costs = { costs: { a: 11, b: 3 } };
  expect(costsIfAsked(config, CHEAPEST, tokens)).toEqual(costs);
  expect(costsIfAsked(config, route([...ABC, { model: 'd', when: { maxMicroDollars: 1 } }]), tokens)).toEqual(costs);
});
