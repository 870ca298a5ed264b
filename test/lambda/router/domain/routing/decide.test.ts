import fc from 'fast-check';
import type { CandidateConditions, RouteCandidate } from '../../../../../lambda/router/contract/routes.ts';
import { ROUTE_STRATEGIES } from '../../../../../lambda/router/contract/routes.ts';
import { decide } from '../../../../../lambda/router/domain/routing/decide.ts';
import { IDLE } from '../../../../../lambda/router/domain/routing/facts.ts';
import { ABC, facts, route, snapshot } from './support.ts';

const reasonFor = (when: CandidateConditions, parts: Parameters<typeof facts>[0] = {}) =>
  decide(route([{ model: 'a', when }]), facts(parts), IDLE).refused[0]?.reason;

test('by priority, candidates are asked as written', () => {
  expect(decide(route(ABC), facts(), IDLE)).toEqual({ order: ['a', 'b', 'c'], why: 'priority', refused: [], resident: true });
});

test.each<[CandidateConditions, string]>([
  [{ tenants: ['sales'] }, 'not for tenant research'],
  [{ regions: ['us-east-1'] }, 'not in eu-west-1'],
  [{ time: [{ days: ['sat'], hours: '08:00-18:00' }] }, 'not at this time, but sat 08:00-18:00 UTC'],
  [
    { time: [{ hours: '08:00-13:00', zone: 'Europe/Berlin' }, { days: ['sat', 'sun'] }] },
    'not at this time, but 08:00-13:00 Europe/Berlin or sat sun UTC',
  ],
  [{ stream: true }, 'for streams only'],
  [{ contextTokens: { max: 99 } }, 'context of about 100 tokens is above 99'],
  [{ contextTokens: { min: 101 } }, 'context of about 100 tokens is below 101'],
  [{ complexity: { min: 0.5 } }, 'complexity 0.3 is below 0.5'],
])('a candidate with %j is not asked, and the reason is told', (when, reason) => {
  expect(reasonFor(when)).toBe(reason);
});

test('whole answers are no streams', () => {
  expect(reasonFor({ stream: false }, { stream: true })).toBe('for whole answers only');
});

test('a candidate whose conditions all hold is asked', () => {
  const when: CandidateConditions = {
    tenants: ['research'],
    regions: ['eu-west-1'],
    time: [{ days: ['sat'] }, { days: ['wed'], hours: '13:00-13:01', zone: 'Europe/Berlin' }],
    contextTokens: { min: 100, max: 100 },
    complexity: { min: 0.3, max: 0.3 },
    stream: false,
  };
  expect(reasonFor(when)).toBeUndefined();
});

test('a model that is not served here, or not for this operation, is not asked', () => {
  const models = { a: { kind: 'hashing-embedder', dimensions: 8 }, b: { kind: 'echo' } } as const;
  expect(decide(route(ABC), facts({ models }), IDLE).refused.map(({ reason }) => reason)).toEqual([
    'of kind hashing-embedder, which does not answer chat.completions',
    'not served in eu-west-1',
  ]);
  expect(decide(route(ABC), facts({ models, operation: 'embeddings' }), IDLE).order).toEqual(['a']);
});

test('an open circuit breaker is skipped; when all are open, the first is tried', () => {
  const open = { breaker: 'open' } as const;
  expect(decide(route(ABC), facts(), snapshot({ a: open }))).toMatchObject({
    order: ['b', 'c'],
    refused: [{ model: 'a', reason: 'circuit breaker is open' }],
  });
  expect(decide(route(ABC), facts(), snapshot({ a: open, b: open, c: open }))).toMatchObject({
    order: ['a'],
    why: 'all circuit breakers are open',
  });
});

test('one that asks to be left alone is passed over while another is ready', () => {
  const rest = { restMs: 1_200 };
  const reason = 'is left alone for 2 s';
  expect(decide(route(ABC), facts(), snapshot({ a: rest }))).toMatchObject({
    order: ['b', 'c'],
    why: 'priority',
    refused: [{ model: 'a', reason }],
  });
  expect(decide(route(ABC), facts(), snapshot({ a: rest, b: rest, c: rest }))).toMatchObject({
    order: ['a'],
    why: 'all are left alone',
    refused: [
      { model: 'b', reason },
      { model: 'c', reason },
    ],
  });
  const open = { breaker: 'open' } as const;
  expect(decide(route(ABC), facts(), snapshot({ a: open, b: rest, c: open }))).toMatchObject({
    order: ['b'],
    why: 'no candidate is ready',
  });
});

test.each(['round-robin', 'weighted'] as const)('%s: the share of one that is down goes to all others alike', (strategy) => {
  const candidates = ABC.map((each) => ({ ...each, ...(strategy === 'weighted' && { weight: 1 }) }));
  const counts = { b: 0, c: 0 };
  for (let turn = 0; turn < 3_000; turn++) {
    const state = snapshot({ a: { breaker: 'open' } }, turn);
    const [first] = decide(route(candidates, { strategy }), facts({ requestId: `9f0c-${turn}` }), state).order;
    counts[first as 'b' | 'c'] += 1;
  }
  // Four standard deviations of a fair draw; turns are dealt exactly.
  expect(Math.abs(counts.b - 1_500)).toBeLessThanOrEqual(strategy === 'weighted' ? 110 : 0);
});

test('round-robin begins one further each turn', () => {
  const orders = [0, 1, 2, 3].map((turn) =>
    decide(route(ABC, { strategy: 'round-robin' }), facts(), snapshot({}, turn)).order.join(''),
  );
  expect(orders).toEqual(['abc', 'bca', 'cab', 'abc']);
});

test('least in flight: the idlest first, as written among equals', () => {
  const busy = snapshot({ a: { inFlight: 2 }, b: { inFlight: 1 }, c: { inFlight: 1 } });
  expect(decide(route(ABC, { strategy: 'least-in-flight' }), facts(), busy).order).toEqual(['b', 'c', 'a']);
});

test('lowest latency: one without a measurement is tried once, then the fastest', () => {
  const fastest = route(ABC, { strategy: 'lowest-latency' });
  const measured = { a: { wholeAnswerMs: 30 }, b: { wholeAnswerMs: 20 } };
  expect(decide(fastest, facts(), snapshot(measured)).order).toEqual(['c', 'b', 'a']);
  expect(decide(fastest, facts(), snapshot({ ...measured, c: { inFlight: 1 } })).order).toEqual(['b', 'a', 'c']);
});

test('lowest latency: streams go by first bytes, other requests by whole answers', () => {
  const fastest = route(ABC, { strategy: 'lowest-latency' });
  const known = snapshot({
    a: { firstByteMs: 200, wholeAnswerMs: 1_000 },
    b: { firstByteMs: 50, wholeAnswerMs: 5_000 },
    c: { firstByteMs: 100, inFlight: 1, streaming: 1 },
  });
  expect(decide(fastest, facts({ stream: true }), known).order).toEqual(['b', 'c', 'a']);
  expect(decide(fastest, facts(), known).order).toEqual(['c', 'a', 'b']);
  const tried = snapshot({ a: { wholeAnswerMs: 1 }, b: { firstByteMs: 1 }, c: { inFlight: 2, streaming: 1 } });
  expect(decide(fastest, facts({ stream: true }), tried).order).toEqual(['a', 'b', 'c']);
  expect(decide(fastest, facts(), tried).order).toEqual(['b', 'a', 'c']);
});

describe('a weighted split', () => {
  const split = (weights: readonly number[], splitBy: 'request' | 'principal' = 'request') =>
    route(
      weights.map((weight, index) => ({ model: 'abc'[index] ?? '', ...(weight > 0 && { weight }) })),
      { strategy: 'weighted', splitBy },
    );
  const firstFor = (of: ReturnType<typeof split>, id: number) =>
    decide(of, facts({ requestId: `9f0c-${id}`, principal: `key-${id}` }), IDLE).order[0];

  test.each([
    [1, 1, 1],
    [95, 5, 0],
    [70, 20, 10],
  ])('gives %i : %i : %i of 20,000 requests', (...weights) => {
    const counts = { a: 0, b: 0, c: 0 };
    for (let id = 0; id < 20_000; id++) counts[firstFor(split(weights), id) as 'a' | 'b' | 'c'] += 1;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, weight] of weights.entries()) {
      // Four standard deviations of a fair draw.
      const share = weight / total;
      const tolerance = 4 * Math.sqrt((share * (1 - share)) / 20_000);
      expect(Math.abs((Object.values(counts)[index] as number) / 20_000 - share)).toBeLessThanOrEqual(tolerance);
    }
  });

  test('a candidate without a weight is the last to be asked', () => {
    expect(decide(split([95, 0, 5]), facts(), IDLE).order[2]).toBe('b');
  });

  test('by principal, every request of a caller goes the same way, and a larger canary only gains callers', () => {
    for (let id = 0; id < 300; id++) {
      const principal = `key-${id}`;
      const ways = ['r1', 'r2', 'r3'].map(
        (requestId) => decide(split([9, 1], 'principal'), facts({ principal, requestId }), IDLE).order[0],
      );
      expect(new Set(ways).size).toBe(1);
      if (ways[0] === 'b') expect(firstFor(split([5, 5], 'principal'), id)).toBe('b');
    }
  });
});

const candidate = (model: string): fc.Arbitrary<RouteCandidate> =>
  fc.record(
    {
      model: fc.constant(model),
      weight: fc.integer({ min: 1, max: 100 }),
      when: fc.record(
        {
          tenants: fc.subarray(['research', 'sales'], { minLength: 1 }),
          regions: fc.subarray(['eu-west-1', 'us-east-1'], { minLength: 1 }),
          contextTokens: fc.record({ max: fc.nat(200) }),
          stream: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['model'] },
  ) as fc.Arbitrary<RouteCandidate>;
const anyRoute = fc
  .tuple(fc.constantFrom(...ROUTE_STRATEGIES), fc.tuple(candidate('a'), candidate('b'), candidate('c'), candidate('d')))
  .map(([strategy, candidates]) => route(candidates, { strategy }));
const anySnapshot = fc
  .tuple(
    fc.nat(),
    fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.record(
        {
          breaker: fc.constantFrom('open' as const, 'closed' as const),
          inFlight: fc.nat(9),
          ...{
            streaming: fc.nat(9),
            firstByteMs: fc.nat(999),
            wholeAnswerMs: fc.nat(999),
            restMs: fc.integer({ min: 1, max: 60_000 }),
          },
        },
        { requiredKeys: ['breaker', 'inFlight', 'streaming'] },
      ),
    ),
  )
  .map(([turn, upstreams]) => snapshot(upstreams, turn));
const anyFacts = fc
  .record({
    tenant: fc.constantFrom('research', 'sales'),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
    residency: fc.subarray(['eu-west-1', 'us-east-1'], { minLength: 1 }),
    contextTokens: fc.nat(200),
    stream: fc.boolean(),
    requestId: fc.uuid(),
  })
  .map(facts);

test('the same arguments give the same decision; each candidate is asked once or refused with a reason', () => {
  fc.assert(
    fc.property(anyRoute, anyFacts, anySnapshot, (of, about, state) => {
      const decision = decide(of, about, state);
      expect(decide(structuredClone(of), structuredClone(about), structuredClone(state))).toEqual(decision);
      const named = [...decision.order, ...decision.refused.map(({ model }) => model)];
      expect(named.sort()).toEqual(['a', 'b', 'c', 'd']);
      expect(decision.refused.every(({ reason }) => /^[\x20-\x7e]+$/.test(reason))).toBe(true);
    }),
  );
});

test('conditions are respected, and nobody is served outside the regions that the tenant is bound to', () => {
  fc.assert(
    fc.property(anyRoute, anyFacts, anySnapshot, (of, about, state) => {
      const { order, resident } = decide(of, about, state);
      expect(resident).toBe(about.residency?.includes(about.region));
      if (!resident) expect(order).toEqual([]);
      for (const { when } of of.candidates.filter(({ model }) => order.includes(model))) {
        expect(when?.tenants ?? [about.tenant]).toContain(about.tenant);
        expect(when?.regions ?? [about.region]).toContain(about.region);
        expect(about.contextTokens).toBeLessThanOrEqual(when?.contextTokens?.max ?? 200);
        expect(when?.stream ?? about.stream).toBe(about.stream);
      }
    }),
  );
});
