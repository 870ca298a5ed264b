import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sentenceOf } from '../../tools/system-error.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'system-error-'));
afterAll(() => rmSync(folder, { recursive: true }));

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('a folder that cannot be made is named, with the reason', () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  const inside = path.join(file, 'out');
  expect(sentenceOf(thrownBy(() => mkdirSync(inside, { recursive: true })))).toBe(
    `'${inside}' cannot be used: a part of its path is no folder; name another one`,
  );
});

test('an error that has a sentence keeps it', () => {
  expect([sentenceOf(new Error('a sentence')), sentenceOf('a text')]).toEqual(['a sentence', 'a text']);
});
