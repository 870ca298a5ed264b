import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Category } from '../../lambda/common/moderation/category.ts';
import { parseCsv } from './csv.ts';

/** One listed word, before words that several lists share are brought together. */
export interface Listed {
  readonly word: string;
  readonly category: Category;
  readonly severity: number;
}

type Judged = readonly [Category, number];

/** By file of `sensitive-lexicon-zh`. Lists that name no subject say little: their words count as a hint only. */
const ZH: Readonly<Record<string, Judged>> = {
  '色情词库.txt': ['sexual', 0.6],
  '色情类型.txt': ['sexual', 0.6],
  '涉枪涉爆.txt': ['illicit', 0.6],
  '暴恐词库.txt': ['violence', 0.4],
  '反动词库.txt': ['politics', 0.3],
  '政治类型.txt': ['politics', 0.2],
  'GFW补充词库.txt': ['politics', 0.2],
  'COVID-19词库.txt': ['politics', 0.1],
  '贪腐词库.txt': ['politics', 0.1],
  '民生词库.txt': ['sensitive', 0.1],
  '新思想启蒙.txt': ['sensitive', 0.1],
  '广告类型.txt': ['advertising', 0.2],
  '非法网址.txt': ['advertising', 0.3],
  '网易前端过滤敏感词库.txt': ['sensitive', 0.1],
  '零时-Tencent.txt': ['sensitive', 0.1],
  '补充词库.txt': ['sensitive', 0.2],
  '其他词库.txt': ['sensitive', 0.1],
};

/** By first category of Surge's list; its severities run from 1 to 3. */
const EN: Readonly<Record<string, Category>> = {
  'sexual anatomy / sexual acts': 'sexual',
  'bodily fluids / excrement': 'profanity',
  'sexual orientation / gender': 'hate',
  'racial / ethnic slurs': 'hate',
  'other / general insult': 'harassment',
  'mental disability': 'harassment',
  political: 'harassment',
  'animal references': 'harassment',
  'physical attributes': 'harassment',
  'religious offense': 'profanity',
  'physical disability': 'harassment',
};

/** Every list under the folder of shared data, and ours. @throws Error that names a list that is not there */
export function listedWords(data: string): readonly Listed[] {
  return [...english(data), ...chineseBySubject(data), ...chineseUnsorted(data), ...ours()];
}

const LISTS = path.join(__dirname, 'lists');

const ours = (): Listed[] =>
  rowsOf(path.join(LISTS, 'words.tsv')).map(([word = '', category = '', severity]) => ({
    word,
    category: category as Category,
    severity: Number(severity),
  }));

/** Phrases in which listed words mean no harm. */
export const harmlessPhrases = (): readonly string[] => rowsOf(path.join(LISTS, 'exceptions.tsv')).map(([phrase = '']) => phrase);

const rowsOf = (file: string): string[][] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

function english(data: string): Listed[] {
  const rows = parseCsv(readFileSync(path.join(data, 'lex-surge-profanity', 'profanity_en.csv'), 'utf8')).slice(1);
  return rows.map(([word = '', , , , category = '', , , severity = '1']) => ({
    word,
    category: EN[category] ?? 'profanity',
    severity: Math.round((Number(severity) / 3) * 100) / 100,
  }));
}

function chineseBySubject(data: string): Listed[] {
  const folder = path.join(data, 'lex-sensitive-lexicon-zh', 'Vocabulary');
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [category, severity] = ZH[file] ?? ['sensitive', 0.1];
      return linesOf(path.join(folder, file)).map((word) => ({ word, category, severity }));
    });
}

const chineseUnsorted = (data: string): Listed[] =>
  linesOf(path.join(data, 'lex-houbb-sensitive-word', 'src', 'test', 'resources', 'dict_v20240407.txt')).map((word) => ({
    word,
    category: 'sensitive',
    severity: 0.1,
  }));

function linesOf(file: string): string[] {
  if (!existsSync(file)) throw new Error(`${file} is not there; the lists are read from the folder of shared data`);
  // A plus sign joins words that must all occur; such a line is no single word.
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/,$/, ''))
    .filter((line) => line !== '' && !line.includes('+'));
}
