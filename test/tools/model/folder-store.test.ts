import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderStore } from '../../../tools/model/folder-store.ts';
import { digested } from '../../../tools/model/local-file.ts';
import { temporaryFolder } from '../../support/local-platform.ts';
import { storeContract } from './store-contract.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

test.each(storeContract(folderStore(path.join(folder, 'store')), folder, 3_000_000))('%s', async (_name, prove) => {
  expect.hasAssertions();
  await expect(prove()).resolves.toBeUndefined();
});

test('copies that a killed push left go after an hour, and not before', async () => {
  const root = path.join(folder, 'swept');
  const partial = path.join(root, '.partial');
  mkdirSync(partial, { recursive: true });
  for (const name of ['old', 'new']) writeFileSync(path.join(partial, name), name);
  const long = new Date(Date.now() - 2 * 3_600_000);
  utimesSync(path.join(partial, 'old'), long, long);
  const source = path.join(folder, 'source');
  writeFileSync(source, 'bytes');
  await folderStore(root).upload('models/a/1/x/source', await digested(source, 'source', () => {}), () => {});
  expect(readdirSync(partial)).toEqual(['new']);
  expect(readFileSync(path.join(root, 'models/a/1/x/source'), 'utf8')).toBe('bytes');
});
