import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { list, locate, promote, rollback } from '../../../tools/model/actions.ts';
import { folderStore } from '../../../tools/model/folder-store.ts';
import type { Progress } from '../../../tools/model/progress.ts';
import { type PushRequest, push } from '../../../tools/model/push.ts';
import { verify } from '../../../tools/model/verify.ts';
import { versionTable } from '../../../tools/model/version-table.ts';
import { blueprint, temporaryFolder } from '../../support/local-platform.ts';

const base = temporaryFolder();
afterAll(() => rmSync(base, { recursive: true }));

const silent: Progress = { begin: () => {}, advance: () => {}, end: () => {} };
const AT = '2026-11-21T10:00:00.000Z';

/** A folder with a model of this text. */
function source(text: string): string {
  const folder = path.join(base, `source-${text}`);
  mkdirSync(path.join(folder, 'minilm', '1'), { recursive: true });
  writeFileSync(path.join(folder, 'minilm', 'config.pbtxt'), 'name: "minilm"\n');
  writeFileSync(path.join(folder, 'minilm', '1', 'model.py'), `# ${text}\n`);
  return folder;
}

function newStore(name: string) {
  const store = folderStore(path.join(base, name));
  const pushed = (version: string, text = version, more: Partial<PushRequest> = {}) =>
    push(store, { folder: source(text), name: 'minilm', version, ...more }, silent);
  return { store, pushed };
}

test('what was pushed is listed, is served where it says, and is as it was', async () => {
  const { store, pushed } = newStore('whole');
  const first = await pushed('1');
  expect(first).toMatchObject({ outcome: 'pushed', files: 2, sizeBytes: 19 });
  expect(readFileSync(path.join(first.address, 'minilm/1/model.py'), 'utf8')).toBe('# 1\n');
  await pushed('10');
  await pushed('2');
  await promote(store, 'minilm', '2', 'production', AT);
  expect(versionTable(await list(store))).toBe(
    [
      'MODEL   VERSION  NAMES       FILES  SIZE',
      'minilm  1        -           2      19 bytes',
      'minilm  2        production  2      19 bytes',
      'minilm  10       -           2      20 bytes',
      '',
    ].join('\n'),
  );
  expect(await verify(store, silent)).toEqual({ versions: 3, sizeBytes: 58, problems: [] });
});

test('a version is never overwritten; the same again is no mistake', async () => {
  const { pushed } = newStore('twice');
  await pushed('1', 'a');
  expect((await pushed('1', 'a')).outcome).toBe('present');
  await expect(pushed('1', 'b')).rejects.toThrow(
    'version 1 of minilm exists and is not what you push; a version is never overwritten',
  );
  await expect(pushed('1', 'a', { licence: 'MIT' })).rejects.toThrow('push this as another version');
});

test('every reason why nothing is pushed is told at once, and nothing is', async () => {
  const { store, pushed } = newStore('refused');
  const folder = source('refused');
  writeFileSync(path.join(folder, 'weights.pt'), 'x');
  await expect(pushed('..', 'refused', { name: 'Mini LM' })).rejects.toThrow(
    /^nothing was pushed, for 3 reasons:\n {2}model "Mini LM" is no name.+\n {2}version "\.\." is none.+\n {2}"weights\.pt" has the name of a pickle/,
  );
  expect(await store.keys('')).toEqual([]);
  const inside = folderStore(path.join(folder, 'store'));
  await expect(push(inside, { folder, name: 'a', version: '1' }, silent)).rejects.toThrow("is inside '");
});

test('promotion and rollback move a name, and say what it was', async () => {
  const { store, pushed } = newStore('moved');
  for (const version of ['1', '2']) await pushed(version);
  expect(await promote(store, 'minilm', '1', 'production', AT)).not.toHaveProperty('before');
  expect(await promote(store, 'minilm', '2', 'production', AT)).toMatchObject({ version: '2', before: '1' });
  expect(await promote(store, 'minilm', '2', 'production', AT)).toMatchObject({ version: '2', before: '2' });
  expect(await promote(store, 'minilm', '1', 'canary', AT)).toMatchObject({ alias: 'canary', version: '1' });
  expect(await rollback(store, 'minilm', 'production', AT)).toMatchObject({ version: '1', before: '2' });
  expect((await locate(store, 'minilm', 'production')).version).toBe('1');
  await expect(rollback(store, 'minilm', 'production', AT)).rejects.toThrow('has nothing before version 1');
});

test('what does not exist is said to be so, with what does', async () => {
  const { store, pushed } = newStore('missing');
  await pushed('1');
  await promote(store, 'minilm', '1', 'canary', AT);
  await expect(promote(store, 'minilm', '3', 'production', AT)).rejects.toThrow(/model minilm has no version 3 in .+: it has 1$/);
  await expect(promote(store, 'other', '3', 'production', AT)).rejects.toThrow(/: it has none$/);
  await expect(rollback(store, 'minilm', 'production', AT)).rejects.toThrow(
    /has no 'production' in .+: it has canary; make it by/,
  );
  await expect(promote(store, '../x', '1', 'production', AT)).rejects.toThrow('model "../x" is no name');
  await expect(locate(store, 'minilm', '../../models')).rejects.toThrow('alias "../../models" is no name');
  await expect(verify(store, silent, 'other')).rejects.toThrow('model other has no version in');
});

test('verification finds what changed, what is missing and what is too much, all at once', async () => {
  const { store, pushed } = newStore('damaged');
  const [one, two] = [await pushed('1'), await pushed('2')];
  await promote(store, 'minilm', '2', 'production', AT);
  writeFileSync(path.join(one.address, 'minilm/1/model.py'), '# X\n');
  writeFileSync(path.join(one.address, 'minilm/1/evil.py'), '');
  rmSync(path.join(one.address, 'minilm/config.pbtxt'));
  writeFileSync(path.join(two.address, '..', 'manifest.json'), '{}');
  const { problems } = await verify(store, silent);
  expect(problems.map((problem) => problem.replaceAll(base, ''))).toEqual([
    expect.stringMatching(/evil\.py is not in the manifest; a server would read it: remove it$/),
    expect.stringMatching(/model\.py has the SHA-256 [0-9a-f]{64}; it was pushed with [0-9a-f]{64}$/),
    expect.stringMatching(/config\.pbtxt is missing$/),
    expect.stringMatching(/^\/damaged\/models\/minilm\/2\/manifest\.json cannot be read: schemaVersion: /),
    expect.stringMatching(/^\/damaged\/models\/minilm\/2\/manifest\.json cannot be read: schemaVersion: /),
  ]);
  await expect(locate(store, 'minilm', 'production')).rejects.toThrow('manifest.json cannot be read');
  copyFileSync(path.join(base, 'damaged/aliases/minilm/production.json'), path.join(base, 'damaged/aliases/minilm/canary.json'));
  await expect(locate(store, 'minilm', 'canary')).rejects.toThrow("canary.json is 'production' of minilm; remove it");
});

test('the command pushes, with progress on stderr and JSON on stdout', async () => {
  const args = ['model', 'push', source('command'), '--to', path.join(base, 'command'), '--name', 'minilm', '--version', '7'];
  const said = ['--licence', 'Apache-2.0', '--lineage', 'base=hf:x', 'dataset=s3://d', '--json'];
  const { code, stdout, stderr } = await blueprint([...args, ...said]).exited;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'minilm', version: '7', outcome: 'pushed' });
  expect(stderr).toContain('pushing minilm 7: 100 %, 25 bytes of 25 bytes\n');
  const manifest = readFileSync(path.join(base, 'command/models/minilm/7/manifest.json'), 'utf8');
  expect(JSON.parse(manifest)).toMatchObject({ licence: 'Apache-2.0', lineage: { base: 'hf:x', dataset: 's3://d' } });
});

test('the command says what it did not do, with exit code 1', async () => {
  expect(await blueprint(['model', 'promote', 'minilm', '3', '--in', path.join(base, 'nothing')]).exited).toEqual({
    code: 1,
    stdout: '',
    stderr: `model minilm has no version 3 in ${path.join(base, 'nothing')}: it has none\n`,
  });
});
