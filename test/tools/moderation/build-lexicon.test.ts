import { readFileSync } from 'node:fs';
import path from 'node:path';
import { wordForm } from '../../../lambda/common/moderation/lexicon/built-in.ts';
import { lexiconOf, parseLexicon } from '../../../lambda/common/moderation/lexicon/lexicon.ts';
import { keywordHits } from '../../../lambda/common/moderation/lexicon/lexicon-hits.ts';
import { plainView } from '../../../lambda/common/moderation/normalise/plain.ts';
import { lexiconLines, mergedLexicon } from '../../../tools/moderation/build-lexicon.ts';
import { harmlessPhrases } from '../../../tools/moderation/lexicon-sources.ts';
import { builtInRulebook } from '../../../tools/moderation/moderate.ts';

const nothing = { prompts: [], prose: [] };
const listed = (word: string, severity: number, category: 'hate' | 'politics' = 'hate') => ({ word, category, severity });

test('a word of several lists counts as the severest does', () => {
  expect(mergedLexicon([listed('Bad', 0.2), listed('ｂａｄ', 0.8), listed('bad', 0.5)], nothing)).toEqual([listed('bad', 0.8)]);
});

test('what harmless texts say everywhere is a hint only; a part of one of their words is not said', () => {
  const prose = ['a classic party', 'a classic party'];
  expect(
    mergedLexicon([listed('ass', 0.6), listed('party', 0.6), listed('classic', 0.6, 'politics')], { prompts: [], prose }),
  ).toEqual([listed('ass', 0.6), listed('classic', 0.6, 'politics'), listed('party', 0.05)]);
});

test('the lines are read again as what they were written from', () => {
  const words = mergedLexicon([listed('bad', 0.8), listed('作恶', 0.4)], nothing);
  const parsed = parseLexicon(lexiconLines(words, ['Bad Hair Day']).join(''), wordForm);
  expect(parsed).toEqual({
    keywords: words.map(({ word, ...rest }) => ({ text: word, ...rest })),
    exceptions: ['bad hair day'],
  });
});

test('every exception of the repository holds a listed word and makes it count no more', () => {
  const { lexicon } = builtInRulebook();
  const withoutExceptions = lexiconOf({ ...lexicon, exceptions: [] });
  const idle = harmlessPhrases().filter((phrase) => keywordHits(withoutExceptions, plainView(phrase)).length === 0);
  const counted = harmlessPhrases().filter((phrase) => keywordHits(lexicon, plainView(phrase)).length > 0);
  expect({ idle, counted }).toEqual({ idle: [], counted: [] });
});

test('our own lists have complete lines with known categories', () => {
  const folder = path.join(__dirname, '..', '..', '..', 'tools', 'moderation', 'lists');
  for (const file of ['words.tsv', 'exceptions.tsv']) {
    expect(parseLexicon(readFileSync(path.join(folder, file), 'utf8'), wordForm)).not.toHaveProperty('problems');
  }
});
