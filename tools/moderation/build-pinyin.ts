import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readLexicon } from '../../lambda/common/moderation/lexicon/built-in.ts';
import { isSpelt } from '../../lambda/common/moderation/rulebook.ts';

/** Lines of `syllable <tab> characters` for the characters of the words. */
export function pinyinLines(words: readonly string[], syllableOf: (character: string) => string): readonly string[] {
  const characters = [...new Set(words.flatMap((word) => [...word]))].sort();
  const bySyllable = new Map<string, string>();
  for (const character of characters) {
    const syllable = syllableOf(character).toLowerCase().replaceAll('ü', 'v');
    if (/^[a-z]{1,6}$/.test(syllable)) bySyllable.set(syllable, (bySyllable.get(syllable) ?? '') + character);
  }
  return [...bySyllable].sort(([a], [b]) => (a < b ? -1 : 1)).map(([syllable, all]) => `${syllable}\t${all}\n`);
}

/** `node --import tsx tools/moderation/build-pinyin.ts <folder of the npm package pinyin-pro>` */
function main(): void {
  const folder = path.join(__dirname, '..', '..', 'lambda', 'common', 'moderation', 'data');
  const { pinyin } = require(path.resolve(process.argv[2] ?? '')) as { pinyin(text: string, options: object): readonly string[] };
  const { keywords } = readLexicon(readFileSync(path.join(folder, 'lexicon.tsv.gz')));
  const words = keywords.filter(isSpelt).map(({ text }) => text);
  const lines = pinyinLines(words, (character) => pinyin(character, { toneType: 'none', type: 'array' })[0] ?? '');
  writeFileSync(path.join(folder, 'pinyin.tsv'), lines.join(''));
  process.stdout.write(`${lines.length} syllables for ${words.length} words\n`);
}

if (process.argv[1] === __filename) main();
