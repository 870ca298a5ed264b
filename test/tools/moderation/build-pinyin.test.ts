import { pinyinLines } from '../../../tools/moderation/build-pinyin.ts';

test('the characters of the words stand by syllable, each once', () => {
  const syllables: Readonly<Record<string, string>> = { 法: 'fa', 发: 'fa', 女: 'nü', '☆': '☆' };
  expect(pinyinLines(['法发', '女法', '☆'], (character) => syllables[character] ?? '')).toEqual(['fa\t发法\n', 'nv\t女\n']);
});
