import path from 'node:path';
import { judge } from '../../../../../lambda/common/moderation/judge.ts';
import { readRulebook } from '../../../../../lambda/common/moderation/rulebook.ts';
import { compiledPatterns } from '../../../../../lambda/common/moderation/rules/operator-patterns.ts';

const patternsOf = (...lines: readonly string[]) => {
  const compiled = compiledPatterns(lines.map((line) => `${line}\n`).join(''));
  if ('problems' in compiled) throw new Error(compiled.problems.join());
  return compiled.patterns;
};

test('a pattern finds what it matches, in any case of letters', () => {
  const [pattern] = patternsOf('# project names', '', 'project\tsensitive\t0.7\tproject (?:falcon|osprey)');
  expect(pattern).toMatchObject({ name: 'project', category: 'sensitive', score: 0.7 });
  expect(pattern?.matches('Project Falcon, project osprey')).toEqual([
    { from: 0, to: 14 },
    { from: 16, to: 30 },
  ]);
});

test('a pattern sees through evasions and tells where the text was written', () => {
  const folder = path.join(__dirname, '..', '..', '..', '..', '..', 'lambda', 'common', 'moderation', 'data');
  const rulebook = { ...readRulebook(folder), patterns: patternsOf('falcon\tsensitive\t0.7\tfalcon') };
  const text = 'about ｆ\u200bａｌｃｏｎ';
  const hit = judge(text, rulebook).hits.find(({ type }) => type === 'falcon');
  expect(hit && text.slice(hit.start, hit.end)).toBe('ｆ\u200bａｌｃｏｎ');
});

test('not more than a hundred matches are told', () => {
  expect(patternsOf('a\thate\t1\ta')[0]?.matches('a'.repeat(1_000)).length).toBe(100);
});

test.each([
  ['no RE2 pattern', 'ok\thate\t1\tx\nname\thate\t1\t(?=x)\n', "line 2: '(?=x)' is no RE2 pattern"],
  ['a backreference', 'name\thate\t1\t(a)\\1\n', 'is no RE2 pattern'],
  ['an unknown category', 'name\tmagic\t1\tx\n', "line 1: 'magic' is no category"],
  ['a score that is none', 'name\thate\t7\tx\n', "line 1: score '7' is no number from 0 to 1"],
  ['a name that is none', 'My name\thate\t1\tx\n', "line 1: 'My name' is no name"],
  ['a pattern that matches nothing at all', 'name\thate\t1\tx*\n', 'matches a text without characters'],
  ['a file that is half written', 'name\thate\t1\tx', 'the last line has no end: the file is only half written'],
])('%s is refused with line and reason', (_, source, problem) => {
  const compiled = compiledPatterns(source);
  expect('problems' in compiled && compiled.problems.join()).toContain(problem);
});
