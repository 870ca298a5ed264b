import fc from 'fast-check';
import { keyHash, sameHash } from '../../../../lambda/authorizer/adapters/key-hash.ts';

const pepper = 'p'.repeat(32);

test('the hash is HMAC-SHA-256 in base64url', () => {
  // RFC 4231, test case 2.
  expect(keyHash('Jefe', 'what do ya want for nothing?')).toBe(
    Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex').toString('base64url'),
  );
});

test('the same key hashes the same; one flipped bit does not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(255), (bytes, bit) => {
      const flipped = Uint8Array.from(bytes, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      const text = (secret: Uint8Array) => `sk-abcdefgh01234567-${Buffer.from(secret).toString('base64url')}`;
      const stored = keyHash(pepper, text(bytes));
      expect(sameHash(keyHash(pepper, text(bytes)), stored)).toBe(true);
      expect(sameHash(keyHash(pepper, text(flipped)), stored)).toBe(false);
    }),
  );
});

test('another pepper gives another hash', () => {
  expect(keyHash(pepper, 'key')).not.toBe(keyHash('q'.repeat(32), 'key'));
});

test('two texts are the same only when they are equal', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (left, right) => expect(sameHash(left, right)).toBe(left === right)));
});
