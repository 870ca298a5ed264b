import fc from 'fast-check';
import {
  MASKABLE_CATEGORIES,
  MODERATION_ACTIONS,
  MODERATION_CATEGORIES,
  type ModerationPolicy,
} from '../../../../../lambda/router/contract/moderation.ts';
import type { Judgement } from '../../../../../lambda/router/domain/guard/moderator.ts';
import { severer, verdictOf } from '../../../../../lambda/router/domain/guard/verdict.ts';

const HIT = { start: 2, end: 6, category: 'pii', type: 'email' } as const;

const judged = (scores: Partial<Judgement['scores']>, hits: Judgement['hits'] = []): Judgement => ({
  scores: { ...(Object.fromEntries(MODERATION_CATEGORIES.map((name) => [name, 0])) as Judgement['scores']), ...scores },
  hits,
});

test('the severest action whose threshold is reached counts, with the categories that reached one', () => {
  const policy: ModerationPolicy = { toxicity: { flag: 0.5, block: 0.9 }, hate: { review: 0.4 }, illicit: { block: 0.2 } };
  expect(verdictOf(judged({ toxicity: 0.6 }), policy, 'user')).toEqual({ action: 'flag', categories: ['toxicity'], masks: [] });
  expect(verdictOf(judged({ toxicity: 0.6, hate: 0.4 }), policy, 'user')).toMatchObject({
    action: 'review',
    categories: ['toxicity', 'hate'],
  });
  expect(verdictOf(judged({ toxicity: 0.49, hate: 0.39, illicit: 0.19, politics: 1 }), policy, 'user').action).toBe('allow');
});

test('only what the policy wants masked is masked, also where something severer comes of the text', () => {
  const judgement = judged({ pii: 1, secrets: 1 }, [HIT, { ...HIT, start: 8, end: 9, category: 'secrets' }]);
  expect(verdictOf(judgement, { pii: { mask: 0.5 }, secrets: { flag: 0.5 } }, 'user')).toEqual({
    action: 'mask',
    categories: ['pii', 'secrets'],
    masks: [HIT],
  });
  expect(verdictOf(judgement, { pii: { mask: 0.5, review: 0.9 } }, 'user')).toMatchObject({ action: 'review', masks: [HIT] });
});

test.each([
  ['user', 0.89, 'allow'],
  ['user', 0.9, 'block'],
  ['context', 0.67, 'allow'],
  ['context', 0.68, 'block'],
  ['instructions', 1, 'allow'],
  ['history', 1, 'allow'],
  ['model', 0.9, 'block'],
] as const)('an injection in the words of: %s, %d sure: %s', (speaker, score, action) => {
  const policy: ModerationPolicy = { 'prompt-injection': { block: 0.9 } };
  expect(verdictOf(judged({ 'prompt-injection': score }), policy, speaker).action).toBe(action);
});

test('whoever speaks, other categories are judged alike', () => {
  for (const speaker of ['user', 'context', 'instructions', 'history', 'model'] as const) {
    expect(verdictOf(judged({ toxicity: 0.9 }), { toxicity: { block: 0.9 } }, speaker).action).toBe('block');
  }
});

const score = fc.double({ min: 0, max: 1, noNaN: true });
const scores = fc.record(Object.fromEntries(MODERATION_CATEGORIES.map((name) => [name, score]))) as fc.Arbitrary<
  Judgement['scores']
>;
const thresholds = fc.record(Object.fromEntries(MODERATION_ACTIONS.map((action) => [action, score])), { requiredKeys: [] });
const policies = fc.dictionary(fc.constantFrom(...MODERATION_CATEGORIES), thresholds) as fc.Arbitrary<ModerationPolicy>;

test('for any scores and policy: a higher score is never treated more mildly', () => {
  fc.assert(
    fc.property(scores, policies, fc.constantFrom(...MODERATION_CATEGORIES), (before, policy, category) => {
      const milder = verdictOf({ scores: before, hits: [] }, policy, 'user').action;
      const worse = verdictOf({ scores: { ...before, [category]: 1 }, hits: [] }, policy, 'user').action;
      expect(severer(milder, worse)).toBe(worse);
    }),
  );
});

test('for any scores and policy: nothing is masked that is not maskable', () => {
  const hits = MODERATION_CATEGORIES.map((category) => ({ ...HIT, category }));
  fc.assert(
    fc.property(scores, policies, (given, policy) => {
      const { masks } = verdictOf({ scores: given, hits }, policy, 'user');
      expect(masks.filter(({ category }) => !MASKABLE_CATEGORIES.includes(category))).toEqual([]);
    }),
  );
});
