import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { watermarkFrom } from '../../../../lambda/router/adapters/watermark.ts';
import { temporaryFolder } from '../../../support/local-platform.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

test('without a key nothing can be marked', () => {
  expect(watermarkFrom({})).toEqual({});
  expect(() => watermarkFrom({ WATERMARK_KEY: 'my key' })).toThrow(
    "WATERMARK_KEY is 'my key'; it must start with one of secretsmanager:, file:",
  );
});

test('a key that is too short or not there is refused when it is read, and read again the next time', async () => {
  const file = path.join(folder, 'key');
  const { watermark } = watermarkFrom({ WATERMARK_KEY: `file:${file}` });
  await expect(watermark?.ready()).rejects.toThrow('no such file');
  writeFileSync(file, 'short');
  await expect(watermark?.ready()).rejects.toThrow('the watermark key in file');
  writeFileSync(file, 'k'.repeat(32));
  const marker = await watermark?.ready();
  const filter = marker?.filter('research', 0);
  expect(filter?.push('The quick brown fox jumps over the lazy dog near the old river bank. ')).toMatch(
    /bank\.[\u2061-\u2064]{32} $/,
  );
});
