import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { judge, type Rulebook } from '../../../../lambda/common/moderation/judge.ts';
import { lexiconOf } from '../../../../lambda/common/moderation/lexicon/lexicon.ts';
import { BUCKETS } from '../../../../lambda/common/moderation/model/buckets.ts';
import { openRulebookSource, type RulebookSource } from '../../../../lambda/common/moderation/rulebook-source.ts';

const model = {
  version: 'test',
  data: [],
  heads: [{ name: 'toxicity', bias: 0, scale: 1, slope: 1, offset: 0 }],
  weights: new Int8Array(BUCKETS),
};
const lexicon = lexiconOf({ keywords: [{ text: 'base', category: 'hate', severity: 1 }], exceptions: [] });
const base: Rulebook = { lexicon, model, patterns: [] };

let folder: string;
let source: RulebookSource | undefined;
let refused: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rules-'));
  refused = [];
});
afterEach(() => {
  source?.close();
  source = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, content: string | Buffer) => writeFileSync(path.join(folder, name), content);
async function open(): Promise<RulebookSource> {
  source = await openRulebookSource({ folder, base, onRefused: (problems) => refused.push(...problems), intervalMs: 3_600_000 });
  return source;
}
const wordsIn = (text: string, rulebook: Rulebook) => judge(text, rulebook).hits.map(({ start, end }) => text.slice(start, end));

test('an empty folder serves the rules that are built in', async () => {
  expect((await open()).current()).toEqual(base);
});

test('words, exceptions and patterns are taken over while it runs', async () => {
  const rules = await open();
  write('own.lexicon.tsv', 'Falcon\tsensitive\t0.9\nfalcon heavy\tallow\n');
  write('own.patterns.tsv', 'number\tsensitive\t0.5\tproject \\d+\n');
  await rules.refresh();
  expect(wordsIn('base, falcon, falcon heavy, project 42', rules.current())).toEqual(['base', 'falcon', 'project 42']);
  rmSync(path.join(folder, 'own.lexicon.tsv'));
  await rules.refresh();
  expect(wordsIn('base, falcon', rules.current())).toEqual(['base']);
  expect(refused).toEqual([]);
});

test.each([
  ['a malformed word list', 'a.lexicon.tsv', 'ok\thate\t1\nbad\n', "a.lexicon.tsv: line 2: '' is no category"],
  ['an empty one', 'a.lexicon.tsv', '', 'a.lexicon.tsv: it is empty'],
  ['one of comments only', 'a.lexicon.tsv', '# nothing\n', 'a.lexicon.tsv: there is no word in it'],
  [
    'a half-written one',
    'a.lexicon.tsv',
    'ok\thate\t1\nbad\tha',
    'a.lexicon.tsv: the last line has no end: the file is only half written',
  ],
  ['bytes that are no text', 'a.lexicon.tsv', Buffer.from([0x61, 10, 0xff, 10]), 'a.lexicon.tsv: line 2: it is no UTF-8 text'],
  ['a pattern that is none', 'a.patterns.tsv', 'x\thate\t1\t(\n', "a.patterns.tsv: line 1: '(' is no RE2 pattern"],
])('%s is refused once with its reason, while the old rules keep serving', async (_, name, content, reason) => {
  write('own.lexicon.tsv', 'falcon\tsensitive\t0.9\n');
  const rules = await open();
  const before = rules.current();
  write(name, content);
  await rules.refresh();
  await rules.refresh();
  expect(rules.current()).toBe(before);
  expect(refused).toEqual([expect.stringContaining(reason)]);
});

test('a huge file is refused without being read', async () => {
  const rules = await open();
  write('a.lexicon.tsv', '');
  truncateSync(path.join(folder, 'a.lexicon.tsv'), 65 * 1024 * 1024);
  await rules.refresh();
  expect(refused).toEqual(['a.lexicon.tsv: 68157440 bytes are more than 67108864']);
});

test('a folder that goes away leaves the rules in place, and is taken over again when it is back', async () => {
  write('own.lexicon.tsv', 'falcon\tsensitive\t0.9\n');
  const rules = await open();
  rmSync(folder, { recursive: true });
  await rules.refresh();
  expect(wordsIn('falcon', rules.current())).toEqual(['falcon']);
  expect(refused).toEqual([expect.stringContaining('ENOENT')]);
});

test('at the start there are no older rules to keep: what is wrong is an error', async () => {
  write('a.lexicon.tsv', 'bad\n');
  await expect(open()).rejects.toThrow("cannot be used: a.lexicon.tsv: line 1: '' is no category");
});
