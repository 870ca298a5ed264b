import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../../lambda/common/sqlite.ts';

const SCHEMA = 'CREATE TABLE IF NOT EXISTS t (a INTEGER) STRICT';
const folder = mkdtempSync(path.join(tmpdir(), 'sqlite-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('two can write to one file, and see what the other wrote', () => {
  const file = path.join(folder, 'shared.db');
  const [one, other] = [openDatabase(file, SCHEMA), openDatabase(file, SCHEMA)];
  one.exec('INSERT INTO t VALUES (1)');
  other.exec('INSERT INTO t VALUES (2)');
  expect(one.prepare('SELECT count(*) AS n FROM t').get()?.n).toBe(2);
  expect(one.prepare('PRAGMA journal_mode').get()?.journal_mode).toBe('wal');
});

test('a writer waits for another', () => {
  const database = openDatabase(path.join(folder, 'waits.db'), SCHEMA);
  expect(database.prepare('PRAGMA busy_timeout').get()?.timeout).toBe(5_000);
});
