import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeTool } from '../../../tools/model/tool.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tool-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the one file pushes a folder where nothing of the project is, as a build does', async () => {
  const tool = await writeTool(path.join(folder, 'tool'));
  mkdirSync(path.join(folder, 'output'));
  writeFileSync(path.join(folder, 'output', 'config.json'), '{}\n');
  const options = ['--to', 'store', '--name', 'qwen3-8b-l40s', '--version', '1', '--lineage', 'gpu=L40S', 'recipe=engine int8'];
  const { status, stdout } = spawnSync(process.execPath, [tool, 'push', 'output', ...options], { cwd: folder, encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^qwen3-8b-l40s 1 is there: 1 files, 3 bytes, at /)]);
  const manifest = readFileSync(path.join(folder, 'store', 'models', 'qwen3-8b-l40s', '1', 'manifest.json'), 'utf8');
  expect(JSON.parse(manifest)).toMatchObject({ lineage: { gpu: 'L40S', recipe: 'engine int8' } });
});
