import fc from 'fast-check';
import { MODERATION_CATEGORIES, type ModerationCategory } from '../../../../../../lambda/router/contract/moderation.ts';
import type { OpinionSource } from '../../../../../../lambda/router/contract/second-opinion.ts';
import type { Judgement } from '../../../../../../lambda/router/domain/guard/moderator.ts';
import {
  together,
  uncertainIn,
  withOpinion,
  worthAsking,
} from '../../../../../../lambda/router/domain/guard/second-opinion/opinion.ts';

const GUARDRAIL: OpinionSource = { kind: 'bedrock-guardrail', id: 'gr', version: '1' };
const MODEL: OpinionSource = { kind: 'llama-guard', model: 'guard' };
const BETWEEN = [0.4, 0.95];

const judged = (scores: Partial<Judgement['scores']>): Judgement => ({
  scores: { ...Object.fromEntries(MODERATION_CATEGORIES.map((category) => [category, 0])), ...scores } as Judgement['scores'],
  hits: [],
});

const policy = {
  toxicity: { flag: 0.5, block: 0.9 },
  hate: { flag: 0.5 },
  'prompt-injection': { block: 0.9 },
  pii: { block: 0.5 },
};

test.each<[string, Partial<Judgement['scores']>, OpinionSource, readonly ModerationCategory[]]>([
  ['the lowest score that counts', { toxicity: 0.4 }, MODEL, ['toxicity']],
  ['the highest', { toxicity: 0.95, hate: 0.5 }, MODEL, ['toxicity', 'hate']],
  ['too low, and too high', { toxicity: 0.39, hate: 0.96 }, MODEL, []],
  ['a category of no policy', { violence: 0.6 }, MODEL, []],
  ['what this source cannot judge', { 'prompt-injection': 0.6 }, MODEL, []],
  ['what that one can', { 'prompt-injection': 0.6 }, GUARDRAIL, ['prompt-injection']],
  ['what is found by checksum', { pii: 0.6 }, GUARDRAIL, []],
])('uncertain or not: %s', (_, scores, source, expected) => {
  expect(uncertainIn(judged(scores), policy, 'user', { source, between: BETWEEN })).toEqual(expected);
});

test('nobody is asked about a text that is blocked for something certain', () => {
  const asked = { source: MODEL, between: BETWEEN };
  expect(worthAsking(judged({ toxicity: 0.6, pii: 1 }), policy, 'user', asked)).toEqual([]);
  expect(worthAsking(judged({ toxicity: 0.92 }), policy, 'user', asked)).toEqual(['toxicity']);
});

test('a score counts as it does for the policy: less is an injection in what was looked up, nothing is in instructions', () => {
  const asked = { source: GUARDRAIL, between: [0.4, 0.5] };
  const judgement = judged({ 'prompt-injection': 0.36 });
  expect(uncertainIn(judgement, policy, 'user', asked)).toEqual([]);
  expect(uncertainIn(judgement, policy, 'context', asked)).toEqual(['prompt-injection']);
  expect(uncertainIn(judgement, policy, 'instructions', asked)).toEqual([]);
});

const scores = fc.record(
  Object.fromEntries(MODERATION_CATEGORIES.map((category) => [category, fc.double({ min: 0, max: 1, noNaN: true })])),
);
const opinions = fc.dictionary(fc.constantFrom(...MODERATION_CATEGORIES), fc.double({ min: 0, max: 1, noNaN: true }));

test('an opinion takes the place of uncertain scores, raises others at most, and leaves alone what it does not speak of', () => {
  fc.assert(
    fc.property(scores, opinions, fc.subarray([...MODERATION_CATEGORIES]), (first, opinion, uncertain) => {
      const judgement = { scores: first as Judgement['scores'], hits: [] };
      const after = withOpinion(judgement, 9, opinion, uncertain, 'llama-guard');
      for (const category of MODERATION_CATEGORIES) {
        const [before, said] = [judgement.scores[category], opinion[category]];
        const expected = said === undefined ? before : uncertain.includes(category) ? said : Math.max(before, said);
        expect(after.scores[category]).toBe(expected);
      }
    }),
  );
});

test('what it found is a hit of the whole text, of level model, with its source, behind all others', () => {
  const hit = { start: 3, end: 5, category: 'pii', type: 'card' } as const;
  const { hits } = withOpinion({ ...judged({}), hits: [hit] }, 9, { toxicity: 0.5, hate: 0.49 }, [], 'bedrock-guardrail');
  expect(hits).toEqual([hit, { start: 0, end: 9, category: 'toxicity', type: 'bedrock-guardrail', level: 'model' }]);
});

test('a text is as bad as its worst part', () => {
  expect(together([{ hate: 0.2, sexual: 0.3 }, { hate: 0.6 }])).toEqual({ hate: 0.6, sexual: 0.3 });
});
