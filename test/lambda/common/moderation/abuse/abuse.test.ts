import fc from 'fast-check';
import { type AbuseEvent, abuseScore } from '../../../../../lambda/common/moderation/abuse/behaviour.ts';
import {
  ABUSE_LEVELS,
  type AbuseState,
  afterEvent,
  atTime,
  DEFAULT_ABUSE_RULES,
  NO_ABUSE,
} from '../../../../../lambda/common/moderation/abuse/standing.ts';
import { ACTIONS } from '../../../../../lambda/common/moderation/policy.ts';

const T0 = Date.UTC(2026, 10, 21);
const MINUTE = 60_000;
const event = (changes: Partial<AbuseEvent>): AbuseEvent => ({
  at: T0,
  action: 'block',
  score: 1,
  key: 'k1',
  fingerprint: 'f',
  ...changes,
});
const after = (events: readonly AbuseEvent[], from: AbuseState = NO_ABUSE) =>
  events.reduce((state, one) => afterEvent(state, one), from);
const many = (count: number, make: (index: number) => Partial<AbuseEvent>) =>
  Array.from({ length: count }, (_, index) => event(make(index)));
const different = (index: number) => ({ at: T0 + index * 1_000, fingerprint: `f${index}` });

test.each([
  ['one refused request', many(1, different), 'normal'],
  ['the same refused request a few times', many(5, () => ({})), 'watched'],
  ['refused requests only', many(30, different), 'slowed'],
  ['the same refused request again and again', many(20, () => ({})), 'suspended'],
  ['refused requests through many keys', many(20, (index) => ({ ...different(index), key: `k${index}` })), 'suspended'],
  [
    'a few among many harmless ones',
    many(300, (index) => ({ ...different(index), action: index % 30 ? 'allow' : 'block' })),
    'normal',
  ],
  ['what was masked and flagged', many(100, (index) => ({ ...different(index), action: index % 2 ? 'flag' : 'mask' })), 'normal'],
])('%s: %#', (_, events, level) => {
  expect(after(events).level).toBe(level);
});

test('the reasons say what weighed', () => {
  const { behaviour } = after(many(20, (index) => ({ key: `k${index % 4}` })));
  const { reasons } = abuseScore(behaviour, T0);
  expect(reasons.refused).toBeCloseTo(20 / 30);
  expect(reasons.repetition).toBeGreaterThan(0.8);
  expect(reasons.spread).toBeGreaterThan(0.5);
});

test('a suspension ends step by step', () => {
  const state = after(many(20, () => ({})));
  const levels = [4, 5, 10, 15].map((minutes) => atTime(state, state.behaviour.at + minutes * MINUTE).level);
  expect(levels).toEqual(['suspended', 'slowed', 'watched', 'normal']);
});

test('each return doubles the cooling-off, a day at rest forgets', () => {
  const first = after(many(20, () => ({})));
  const soon = first.until + 15 * MINUTE;
  const second = after(
    many(20, () => ({ at: soon })),
    first,
  );
  const muchLater = second.until + 48 * 60 * MINUTE;
  const third = after(
    many(20, () => ({ at: muchLater })),
    second,
  );
  expect(second.until - soon).toBeGreaterThan(DEFAULT_ABUSE_RULES.coolingMs);
  expect(third.strikes).toBeLessThan(second.strikes);
});

const someEvent = fc.record({
  at: fc.integer({ min: T0, max: T0 + 3 * 3_600_000 }),
  action: fc.constantFrom(...ACTIONS),
  score: fc.double({ min: 0, max: 1, noNaN: true }),
  key: fc.oneof(fc.constantFrom('k1', 'k2', 'k3'), fc.string({ maxLength: 200 })),
  fingerprint: fc.oneof(fc.constantFrom('a', 'b'), fc.string({ maxLength: 200 })),
});
const history = fc.array(someEvent, { maxLength: 60 });

test('whatever happens in whatever order, the score is from 0 to 1 and the state is small JSON', () => {
  fc.assert(
    fc.property(history, (events) => {
      const state = after(events);
      const { score } = abuseScore(state.behaviour, state.behaviour.at);
      expect(score >= 0 && score <= 1).toBe(true);
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      expect(state.behaviour.keys.length).toBeLessThanOrEqual(16);
      expect(state.behaviour.fingerprints.length).toBeLessThanOrEqual(16);
    }),
  );
});

test('a tenant that is never refused stays normal', () => {
  fc.assert(
    fc.property(history, (events) => {
      const harmless = events.map((one) => ({ ...one, action: 'allow' as const }));
      expect(after(harmless)).toMatchObject({ level: 'normal', strikes: 0 });
    }),
  );
});

test('one more refused request never lowers score or level', () => {
  fc.assert(
    fc.property(history, (events) => {
      const before = after(events);
      const at = before.behaviour.at || T0;
      const worse = afterEvent(before, event({ at, key: 'k1' }));
      expect(abuseScore(worse.behaviour, at).score).toBeGreaterThanOrEqual(abuseScore(before.behaviour, at).score - 1e-9);
      expect(ABUSE_LEVELS.indexOf(worse.level)).toBeGreaterThanOrEqual(ABUSE_LEVELS.indexOf(atTime(before, at).level));
    }),
  );
});

test('time alone heals everything', () => {
  fc.assert(
    fc.property(history, (events) => {
      const state = after(events);
      const at = Math.max(state.until, state.behaviour.at) + 3 * 24 * 3_600_000;
      expect(atTime(state, at)).toMatchObject({ level: 'normal', until: 0, strikes: 0 });
      expect(abuseScore(state.behaviour, at).score).toBeLessThan(0.01);
    }),
  );
});
