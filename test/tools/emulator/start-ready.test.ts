import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../../tools/emulator/free-port.ts';
import { startReady } from '../../../tools/emulator/start-ready.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'start-ready-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(['exit 3', 'kill -9 $$'])('a server that ends before it is ready (%s) is an error with its last words', async (end) => {
  const readyUrl = `http://127.0.0.1:${await freePort()}/`;
  const args = ['-c', `echo the disk is full; ${end}`];
  const started = startReady({ name: 'the store', command: 'sh', args, readyUrl, logFile: path.join(folder, 'log') });
  await expect(started).rejects.toThrow('the store did not start:\nthe disk is full');
});
