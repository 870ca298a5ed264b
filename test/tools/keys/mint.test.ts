import fc from 'fast-check';
import { formatApiKey, parseApiKey } from '../../../lambda/authorizer/domain/api-key.ts';
import { mintKey, RANDOM_BYTES, recordOf } from '../../../tools/keys/mint.ts';

const random = fc.uint8Array({ minLength: RANDOM_BYTES, maxLength: RANDOM_BYTES });
const request = { tenant: 'research', label: 'notebook', createdAt: new Date('2026-01-01T00:00:00.999Z') };
const hash = (key: string) => `hash of ${key}`;

test('every minted key is a key', () => {
  fc.assert(fc.property(random, (bytes) => expect(parseApiKey(formatApiKey(mintKey(bytes)))).toEqual(mintKey(bytes))));
});

test('every bit of the random bytes counts', () => {
  fc.assert(
    fc.property(random, fc.nat(RANDOM_BYTES * 8 - 1), (bytes, bit) => {
      const flipped = Uint8Array.from(bytes, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(formatApiKey(mintKey(flipped))).not.toBe(formatApiKey(mintKey(bytes)));
    }),
  );
});

test.each([0, 41, 43])('%i random bytes are refused', (length) => {
  expect(() => mintKey(new Uint8Array(length))).toThrow(`a key takes 42 random bytes, not ${length}`);
});

test('the record holds the hash of the whole key, and no part of the secret', () => {
  fc.assert(
    fc.property(random, (bytes) => {
      const key = mintKey(bytes);
      const hashed: string[] = [];
      const record = recordOf(key, request, (whole) => {
        hashed.push(whole);
        return 'hash';
      });
      expect(hashed).toEqual([formatApiKey(key)]);
      expect(JSON.stringify(record)).not.toContain(key.secret);
    }),
  );
});

test('a lifetime is counted from the creation, in whole seconds', () => {
  const key = mintKey(new Uint8Array(RANDOM_BYTES));
  expect(recordOf(key, { ...request, lifetimeSeconds: 60 }, hash)).toEqual({
    keyId: 'aaaaaaaaaaaaaaaa',
    hash: `hash of ${formatApiKey(key)}`,
    tenant: 'research',
    label: 'notebook',
    createdAt: '2026-01-01T00:00:00.999Z',
    expiresAt: Date.parse('2026-01-01T00:01:00Z') / 1000,
  });
  expect(recordOf(key, request, hash)).not.toHaveProperty('expiresAt');
});

test('a key has the roles that were asked for, and without any no such member', () => {
  const key = mintKey(new Uint8Array(RANDOM_BYTES));
  expect(recordOf(key, { ...request, roles: ['reviewer'] }, hash).roles).toEqual(['reviewer']);
  expect(recordOf(key, { ...request, roles: [] }, hash)).not.toHaveProperty('roles');
});
