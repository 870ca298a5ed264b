import fc from 'fast-check';
import { type AbuseRules, DEFAULT_ABUSE_THRESHOLDS } from '../../../../../lambda/router/contract/abuse.ts';
import { type AbuseEvent, abuseScore } from '../../../../../lambda/router/domain/abuse/behaviour.ts';
import { afterEvent, GOOD_STANDING, type Standing, standingAt } from '../../../../../lambda/router/domain/abuse/standing.ts';

const RULES: AbuseRules = { ...DEFAULT_ABUSE_THRESHOLDS, coolingOffSeconds: 300, longestCoolingOffSeconds: 86_400 };
const T0 = Date.UTC(2026, 10, 21);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const event = (index: number, changes: Partial<AbuseEvent> = {}): AbuseEvent => ({
  ...{ id: `e${index}`, at: T0 + index * 1_000, refusal: 1, text: `t${index}` },
  ...changes,
});
const many = (count: number, make: (index: number) => Partial<AbuseEvent> = () => ({})) =>
  Array.from({ length: count }, (_, index) => event(index, make(index)));
const after = (events: readonly AbuseEvent[], from: Standing = GOOD_STANDING, rules = RULES) =>
  events.reduce((standing, one) => afterEvent(standing, one, rules), from);
const same = () => ({ text: 'same' });
const passed = (id: number) => ({ id: `p${id}`, refusal: 0, at: T0 + id * 1_000 });

test.each([
  ['one refused request', many(1), 0],
  ['the same refused request a few times', many(6, same), 1],
  ['refused requests only', many(30), 2],
  ['the same refused request again and again', many(20, same), 3],
  ['refused requests of a tenant through one key', many(30, () => ({ key: 'k' })), 0],
  ['refused requests of a tenant through many keys', many(20, (index) => ({ key: `k${index}` })), 3],
  ['three in a hundred that a guard takes for bad', many(1_000, (index) => (index % 33 ? passed(index) : {})), 0],
  ['what is held for people, half as bad', many(12, () => ({ refusal: 0.5 })), 0],
])('%s: %#', (_, events, level) => {
  expect(after(events).level).toBe(level);
});

test('1,000 harmless requests have no consequences, nor does any number of them in any order at any time', () => {
  expect(after(many(1_000, passed))).toMatchObject({ level: 0, endsAt: 0, strikes: 0 });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 * DAY }), { maxLength: 60 }), (times) => {
      const events = times.map((time, index) => event(index, { at: T0 + time, refusal: 0 }));
      expect(after(events)).toMatchObject({ level: 0, endsAt: 0, strikes: 0 });
    }),
  );
});

test('a block ends step by step, and steps that the rules do not have are left out', () => {
  const blocked = after(many(20, same));
  const levels = (rules: AbuseRules) =>
    [4, 5, 10, 15].map((minutes) => standingAt(blocked, blocked.endsAt + (minutes - 5) * MINUTE, rules).level);
  expect(levels(RULES)).toEqual([3, 2, 1, 0]);
  const { throttle: _, ...coarse } = RULES;
  expect(levels(coarse)).toEqual([3, 1, 0, 0]);
});

test('each return doubles the cooling-off, up to the longest; a day at rest forgets', () => {
  const first = after(many(20, () => ({ at: T0, text: 'same' })));
  expect(first.endsAt - T0).toBe(300_000);
  const again = (from: Standing, at: number, rules = RULES) =>
    after(
      many(20, (index) => ({ id: `${at}-${index}`, at, text: 'same' })),
      from,
      rules,
    );
  const soon = first.endsAt + 15 * MINUTE;
  const second = again(first, soon);
  expect(second.endsAt - soon).toBe(600_000);
  expect(again(first, soon, { ...RULES, longestCoolingOffSeconds: 400 }).endsAt - soon).toBe(400_000);
  const third = again(second, second.endsAt + 2 * DAY);
  expect([second.strikes, third.strikes]).toEqual([2, 1]);
});

const refusal = fc.oneof(fc.constant(0), fc.double({ min: 0.25, max: 1, noNaN: true }));
const someEvent = fc.record({
  ...{ at: fc.integer({ min: T0, max: T0 + 50_000 }), refusal },
  ...{ key: fc.constantFrom('k1', 'k2', 'k3'), text: fc.constantFrom('a', 'b', 'c') },
});
const events = fc.array(someEvent, { maxLength: 30 }).map((list) => list.map((one, index) => ({ ...one, id: `e${index}` })));

test('events that come out of order, or twice, change nothing about the score', () => {
  const orders = events.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
  );
  fc.assert(
    fc.property(orders, ([list, jumbled]) => {
      const [one, other] = [after(list).behaviour, after(jumbled).behaviour];
      expect(abuseScore(other).score).toBeCloseTo(abuseScore(one).score, 9);
      expect(other.requests).toBeCloseTo(one.requests, 9);
    }),
  );
});

test('whatever clocks do, nobody waits longer than a cooling-off and its milder steps, and the score stays from 0 to 1', () => {
  const jumping = fc.array(
    fc.record({ at: fc.integer({ min: 1, max: T0 + 400 * DAY }), refusal, text: fc.constantFrom('a', 'b') }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(jumping, fc.integer({ min: 1, max: T0 + 400 * DAY }), (list, at) => {
      const standing = after(list.map((one, index) => ({ ...one, id: `e${index}` })));
      const { score } = abuseScore(standing.behaviour);
      expect(score >= 0 && score <= 1).toBe(true);
      expect(standingAt(standing, at, RULES).endsAt - at).toBeLessThanOrEqual(86_400_000 + 60_000);
    }),
  );
});

test('a clock that jumps far ahead heals; once it is set back, refusals count again at once', () => {
  const blocked = after(many(20, same));
  const ahead = afterEvent(blocked, event(99, { at: T0 + 300 * DAY, refusal: 0 }), RULES);
  const back = afterEvent(ahead, event(100, { at: T0 + 30_000, refusal: 0 }), RULES);
  expect(standingAt(back, T0 + 31_000, RULES).level).toBe(0);
  expect(
    after(
      many(20, (index) => ({ id: `later${index}`, at: T0 + 40_000, text: 'same' })),
      back,
    ).level,
  ).toBe(3);
});

test('one more refused request never lowers score or level; time alone heals everything', () => {
  fc.assert(
    fc.property(events, (list) => {
      const before = after(list);
      const at = before.behaviour.at || T0;
      const worse = afterEvent(before, event(999, { at }), RULES);
      expect(abuseScore(worse.behaviour).score).toBeGreaterThanOrEqual(abuseScore(before.behaviour).score - 1e-9);
      expect(worse.level).toBeGreaterThanOrEqual(standingAt(before, at, RULES).level);
      expect(standingAt(worse, Math.max(at, worse.endsAt) + 2 * DAY, RULES)).toMatchObject({ level: 0, endsAt: 0, strikes: 0 });
    }),
  );
});

test('what is remembered is small, whatever happens', () => {
  const standing = after(
    many(300, (index) => ({ key: `key-${index}`.padEnd(12), text: `text-${index}`.padEnd(12), id: `id-${index}`.padEnd(12) })),
  );
  expect(JSON.stringify(standing).length).toBeLessThan(3_000);
});

test('the reasons say what weighed', () => {
  const { behaviour } = after(many(20, (index) => ({ key: `k${index % 4}`, text: 'same' })));
  const { refused, repetition, spread } = abuseScore(behaviour);
  expect(refused).toBeCloseTo(15 / 30, 1);
  expect(repetition).toBeGreaterThan(0.8);
  expect(spread).toBeGreaterThan(0.5);
});
