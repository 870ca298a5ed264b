import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tarOf } from '../../../tools/router-server/tar.ts';

test('tar unpacks what was packed, of any length', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tar-'));
  try {
    const files = new Map([0, 1, 511, 512, 513, 70_000].map((length) => [`in/${length}`, Buffer.alloc(length, 'x')]));
    writeFileSync(path.join(folder, 'a.tar'), tarOf(files));
    execFileSync('tar', ['-xf', 'a.tar', '--no-same-owner'], { cwd: folder });
    expect(readdirSync(path.join(folder, 'in')).length).toBe(files.size);
    for (const [name, content] of files) expect(readFileSync(path.join(folder, name)).equals(content)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the order of the files does not change the bytes', () => {
  const files: [string, Buffer][] = [
    ['a', Buffer.from('1')],
    ['b', Buffer.from('2')],
  ];
  expect(tarOf(new Map(files)).equals(tarOf(new Map(files.toReversed())))).toBe(true);
});

test('a path that is too long is refused', () => {
  expect(() => tarOf(new Map([['x'.repeat(101), Buffer.alloc(0)]]))).toThrow(/has more than 100 bytes/);
});
