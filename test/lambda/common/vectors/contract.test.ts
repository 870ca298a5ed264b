import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { memoryEngine } from '../../../../lambda/common/vectors/adapters/memory.ts';
import { sqliteEngine } from '../../../../lambda/common/vectors/adapters/sqlite.ts';
import { checked } from '../../../../lambda/common/vectors/checked.ts';
import { CONTRACT } from './contract.ts';
import type { Subject } from './support.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vectors-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const clock = { now: 1_800_000_000_000 };
const now = () => clock.now;
const memory = checked(memoryEngine(now));
const sqlite = checked(sqliteEngine(path.join(folder, 'vectors.sqlite'), now));

const SUBJECTS: readonly Subject[] = [
  { name: 'memory', database: () => memory, clock },
  { name: 'sqlite', database: () => sqlite, clock },
];

describe.each(SUBJECTS)('$name', (subject) => {
  test.each(CONTRACT)('%s', (_, holds) => holds(subject));
});
