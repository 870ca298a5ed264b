import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { existingState, prepareState, replaceFile, writeOnce } from '../../../tools/local/state.ts';
import { root, temporaryFolder } from '../../support/local-platform.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => rmSync(folder, { recursive: true }));

test('the pepper is made once, from 32 random bytes', () => {
  const state = prepareState(path.join(folder, 'deep', 'down'));
  const pepper = readFileSync(state.pepper, 'utf8');
  expect(Buffer.from(pepper, 'base64url')).toHaveLength(32);
  prepareState(state.folder);
  expect(readFileSync(state.pepper, 'utf8')).toBe(pepper);
  expect(readFileSync(prepareState(path.join(folder, 'other')).pepper, 'utf8')).not.toBe(pepper);
});

test('who writes second gets what the first one wrote', () => {
  const file = path.join(folder, 'once');
  expect(writeOnce(file, 'first')).toBe('first');
  expect(writeOnce(file, 'second')).toBe('first');
  expect(readdirSync(folder)).toEqual(['once']);
});

test('of processes that write at once, all get the same', async () => {
  const file = path.join(folder, 'once');
  const script = `process.stdout.write(require(${JSON.stringify(path.join(root, 'tools/local/state.ts'))}).writeOnce(${JSON.stringify(file)}, String(process.pid)))`;
  const run = () => promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', script], { cwd: root });
  const outputs = (await Promise.all([run(), run(), run(), run()])).map(({ stdout }) => stdout);
  expect(new Set(outputs)).toEqual(new Set([readFileSync(file, 'utf8').trim()]));
}, 20_000);

test('a file is replaced as a whole', () => {
  const file = path.join(folder, 'file');
  replaceFile(file, 'one');
  replaceFile(file, 'two');
  expect(readFileSync(file, 'utf8')).toBe('two\n');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('router configurations of processes that are gone are cleared away, those of running ones stay', () => {
  writeFileSync(path.join(folder, `router-${process.ppid}.json`), '');
  // The kernel's highest process id is below this.
  writeFileSync(path.join(folder, 'router-4194305.json'), '');
  prepareState(folder);
  expect(readdirSync(folder).filter((name) => name.startsWith('router-'))).toEqual([`router-${process.ppid}.json`]);
});

test('a folder without state is no state', () => {
  expect(() => existingState(folder)).toThrow(`'${folder}' holds no local platform; blueprint serve --state makes one there`);
});
