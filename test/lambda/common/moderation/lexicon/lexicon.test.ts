import { wordForm } from '../../../../../lambda/common/moderation/lexicon/built-in.ts';
import { type Lexicon, lexiconOf as merged, parseLexicon } from '../../../../../lambda/common/moderation/lexicon/lexicon.ts';
import { keywordHits } from '../../../../../lambda/common/moderation/lexicon/lexicon-hits.ts';
import { plainView } from '../../../../../lambda/common/moderation/normalise/plain.ts';

const lexiconOf = (...lines: readonly string[]): Lexicon => {
  const parsed = parseLexicon(lines.map((line) => `${line}\n`).join(''), wordForm);
  if ('problems' in parsed) throw new Error(parsed.problems.join());
  return merged(parsed);
};
const hits = (lexicon: Lexicon, text: string) =>
  keywordHits(lexicon, plainView(text)).map(({ start, end }) => text.slice(start, end));

test('words are found in any case and width, where they were written', () => {
  expect(hits(lexiconOf('damn\tprofanity\t0.4'), 'DAMN it, ｄａｍｎ')).toEqual(['DAMN', 'ｄａｍｎ']);
});

test('a word of Latin letters counts as a whole word only, Chinese characters anywhere', () => {
  const lexicon = lexiconOf('ass\tprofanity\t0.4', '赌博\tillicit\t0.6');
  expect(hits(lexicon, 'a classic ass; 网络赌博网站')).toEqual(['ass', '赌博']);
});

test('a word inside an exception does not count', () => {
  const lexicon = lexiconOf('kill\tviolence\t0.5', 'kill a process\tallow');
  expect(hits(lexicon, 'kill a process, then kill him')).toEqual(['kill']);
});

test('comments and empty lines are passed over', () => {
  expect(lexiconOf('# words', '', 'x1\thate\t1').keywords).toEqual([{ text: 'x1', category: 'hate', severity: 1 }]);
});

test.each([
  ['an unknown category', 'word\tmagic\t0.5\n', "line 1: 'magic' is no category"],
  ['a severity that is none', 'ok\thate\t1\nword\thate\t2\n', "line 2: severity '2' is no number from 0 to 1"],
  ['no severity', 'word\thate\n', "line 1: severity '' is no number from 0 to 1"],
  ['too many columns', 'word\thate\t1\tx\n', 'line 1: there are more than three columns'],
  ['a word of nothing', '\u200b\thate\t1\n', "line 1: '\u200b' is no word"],
  ['nothing', '', 'there is no word in it'],
  ['a file that is half written', 'word\thate\t1\nwor', 'the last line has no end: the file is only half written'],
])('%s is refused with line and reason', (_, source, problem) => {
  const parsed = parseLexicon(source, wordForm);
  expect('problems' in parsed && parsed.problems).toContain(problem);
});

test('not more than twenty problems are told', () => {
  const parsed = parseLexicon('x\n'.repeat(1_000), wordForm);
  expect('problems' in parsed && parsed.problems.length).toBe(20);
});

test('of lists that are brought together the later one says how much a word counts', () => {
  const first = { keywords: [{ text: 'damn', category: 'profanity', severity: 0.2 }], exceptions: ['b', 'a'] } as const;
  const second = { keywords: [{ text: 'damn', category: 'profanity', severity: 0.6 }], exceptions: ['a'] } as const;
  expect(merged(first, second)).toMatchObject({ keywords: second.keywords, exceptions: ['a', 'b'] });
});

test('of words beside and inside several exceptions only those inside do not count', () => {
  const lexicon = lexiconOf('kill\tviolence\t0.5', 'kill a process\tallow', 'do not kill a process now\tallow', 'a\tallow');
  expect(hits(lexicon, 'kill, do not kill a process now, kill a process, kill a')).toEqual(['kill', 'kill']);
});
