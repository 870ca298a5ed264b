import { createHash } from 'node:crypto';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digested, partBytesOf } from '../../../tools/model/local-file.ts';
import { temporaryFolder } from '../../support/local-platform.ts';

const MIB = 1024 * 1024;
const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const file = (bytes: Uint8Array) => {
  const name = path.join(folder, 'file');
  writeFileSync(name, bytes);
  return name;
};

test('a file of one part has the digest of the whole as that of its part', async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('text'), Buffer.alloc(16 * MIB, 1)]) {
    const local = await digested(file(bytes), 'a', () => {});
    expect(local).toMatchObject({ path: 'a', sizeBytes: bytes.length, sha256: sha256(bytes), parts: [sha256(bytes)] });
  }
});

test('a longer file has a digest for each part, and tells how far it is', async () => {
  const name = file(Buffer.alloc(0));
  truncateSync(name, 33 * MIB + 5);
  let read = 0;
  const { parts, sizeBytes } = await digested(name, 'a', (bytes) => {
    read += bytes;
  });
  const whole = sha256(Buffer.alloc(16 * MIB));
  expect(parts).toEqual([whole, whole, sha256(Buffer.alloc(MIB + 5))]);
  expect([sizeBytes, read]).toEqual([33 * MIB + 5, 33 * MIB + 5]);
});

test('parts are of 16 MiB until there would be more than 10,000', () => {
  expect([0, 160_000 * MIB].map(partBytesOf)).toEqual([16 * MIB, 16 * MIB]);
  const largest = 5 * 1024 * 1024 * MIB;
  expect(Math.ceil(largest / partBytesOf(largest))).toBeLessThanOrEqual(10_000);
});
