import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RouterConfig } from '../../../../lambda/router/contract/router-config.ts';
import { followFolder } from '../../../../tools/local/prompts/follow-folder.ts';

const BASE: RouterConfig = { version: 1, models: { echo: { kind: 'echo' } } };
const POLL_MS = 500;
const templates = (system: string) => `templates:\n  t@1:\n    system: ${system}\n`;
const ATTACH = 'attach:\n  echo: { template: t@1 }\n';

let folder = '';
const lines: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'prompts-'));
  jest.useFakeTimers();
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const polls = (count: number) => jest.advanceTimersByTime(count * POLL_MS);

/** What the configuration says from the start on, replacement by replacement: the system prompt that the model gets. */
function following() {
  const { config, follow } = followFolder(folder, BASE);
  const published = [config];
  follow((replaced) => published.push(replaced));
  return () => published.map(({ prompts }) => (prompts?.attach?.echo && prompts.templates?.['t@1']?.system) ?? 'none');
}

test('a change is taken when two looks in a row have seen it', () => {
  write('a.yaml', templates('Old.') + ATTACH);
  const published = following();
  write('a.yaml', templates('New.') + ATTACH);
  polls(1);
  expect(published()).toEqual(['Old.']);
  polls(1);
  expect(published()).toEqual(['Old.', 'New.']);
  polls(3);
  expect(published()).toHaveLength(2);
});

test('a file that is being written, and cut where it happens to be right, never takes a prompt away', () => {
  write('a.yaml', templates('Old.') + ATTACH);
  const published = following();
  write('a.yaml', templates('New.'));
  polls(1);
  write('a.yaml', templates('New.') + ATTACH);
  polls(2);
  expect(published()).toEqual(['Old.', 'New.']);
});

test('what is back as it was before the second look changes nothing', () => {
  write('a.yaml', templates('Old.') + ATTACH);
  const published = following();
  write('b.yaml', templates('Other.'));
  polls(1);
  rmSync(path.join(folder, 'b.yaml'));
  polls(3);
  expect([published(), lines]).toEqual([['Old.'], []]);
});

test.each(['', '\n', '# prompts of support\n'])('a file of which %j is left is refused, and what it held stays', (left) => {
  write('a.yaml', templates('Old.') + ATTACH);
  write('b.yaml', '');
  const published = following();
  write('a.yaml', left);
  polls(3);
  expect(published()).toEqual(['Old.']);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('prompts refused; the last good ones stay');
  expect(lines[0]).toContain(`${folder}/a.yaml: holds nothing any more; write its prompts again, or delete the file`);
  write('c.yaml', 'templates:\n  u@1: { system: Hi }\n');
  polls(2);
  expect(published()).toHaveLength(1);
  rmSync(path.join(folder, 'a.yaml'));
  polls(2);
  expect(published()).toEqual(['Old.', 'none']);
});

test('an edit that keeps size and time is seen', () => {
  const file = path.join(folder, 'a.yaml');
  write('a.yaml', templates('Old.') + ATTACH);
  const then = new Date(Date.now() - 5_000);
  utimesSync(file, then, then);
  const published = following();
  write('a.yaml', templates('New.') + ATTACH);
  utimesSync(file, then, then);
  polls(2);
  expect(published()).toEqual(['Old.', 'New.']);
});

test('a folder that is gone is told once, in a sentence, and found again', () => {
  write('a.yaml', templates('Old.') + ATTACH);
  const published = following();
  rmSync(folder, { recursive: true });
  polls(4);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`'${folder}' is gone; make the folder again`);
  expect(lines[0]).not.toContain('ENOENT');
  mkdirSync(folder);
  write('a.yaml', templates('New.') + ATTACH);
  polls(2);
  expect(published()).toEqual(['Old.', 'New.']);
});

test('a link that leads nowhere and a folder with the name of a file are told as what they are', () => {
  const published = following();
  symlinkSync('nowhere.yaml', path.join(folder, 'a.yaml'));
  mkdirSync(path.join(folder, 'b.yaml'));
  polls(2);
  expect(published()).toEqual(['none']);
  expect(lines[0]).toContain(`${folder}/a.yaml: is a link to a file that is not there; mend the link, or delete it`);
  expect(lines[0]).toContain(`${folder}/b.yaml: is a folder; prompts stand in files: give it another name, or move it away`);
});

test('what is no folder at the start is an error', () => {
  expect(() => followFolder(path.join(folder, 'none'), BASE)).toThrow(/is no folder; make it/);
});
