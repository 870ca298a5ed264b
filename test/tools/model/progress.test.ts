import { progressOn, sizeText } from '../../../tools/model/progress.ts';

const watched = (isTTY: boolean) => {
  const written: string[] = [];
  const clock = { now: 0 };
  const progress = progressOn({ isTTY, write: (text) => written.push(text) }, () => clock.now);
  return { written, clock, progress };
};

test('a pipe gets a line for each tenth', () => {
  const { written, clock, progress } = watched(false);
  progress.begin('pushing', 1000);
  for (let i = 0; i < 100; i++) progress.advance(10);
  clock.now = 2000;
  progress.end();
  expect(written.length).toBe(11);
  expect(written.every((text) => text.endsWith('\n'))).toBe(true);
  expect([written[0], written[4], written[10]]).toEqual([
    'pushing: 0 %, 0 bytes of 1.0 kB\n',
    'pushing: 40 %, 400 bytes of 1.0 kB\n',
    'pushing: 100 %, 1.0 kB of 1.0 kB, 500 bytes/s\n',
  ]);
});

test('a terminal gets one line that is drawn anew, ten times a second at the most', () => {
  const { written, clock, progress } = watched(true);
  progress.begin('pushing', 1000);
  for (let i = 0; i < 100; i++) {
    clock.now += 20;
    progress.advance(10);
  }
  progress.end();
  expect(written.slice(1).every((text) => text.startsWith('\r\x1b[2Kpushing: '))).toBe(true);
  expect(written.length).toBe(1 + 20 + 1);
  expect(written.join('').match(/\n/g)?.length).toBe(1);
});

test('nothing to do is done', () => {
  const { written, progress } = watched(false);
  progress.begin('reading', 0);
  progress.end();
  expect(written.at(-1)).toBe('reading: 100 %, 0 bytes of 0 bytes\n');
});

test.each([
  [999, '999 bytes'],
  [90_387_606, '90.4 MB'],
  [141_000_000_000, '141.0 GB'],
])('%d bytes are %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
