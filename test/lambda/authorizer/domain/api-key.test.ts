import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { formatApiKey, parseApiKey } from '../../../../lambda/authorizer/domain/api-key.ts';

const keyIds = fc.stringMatching(/^[a-z0-9]{16}$/);
const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const keys = fc.record({ keyId: keyIds, secret: secrets });
const shape = /^sk-[a-z0-9]{16}-[A-Za-z0-9_-]{43}$/;

test('a written key is read back as it was', () => {
  fc.assert(fc.property(keys, (key) => expect(parseApiKey(formatApiKey(key))).toEqual(key)));
});

test('reading and writing again gives the same text', () => {
  fc.assert(
    fc.property(keys, (key) => {
      const text = formatApiKey(key);
      const parsed = parseApiKey(text);
      expect(parsed && formatApiKey(parsed)).toBe(text);
    }),
  );
});

test('no other text is a key', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(parseApiKey(text)).toBeUndefined()));
});

test('a key with one character more, less or of another alphabet is not a key', () => {
  const other = fc.constantFrom(' ', '\n', '.', '/', '+', '=', 'é', '\0');
  fc.assert(
    fc.property(keys, fc.nat(62), other, (key, at, character) => {
      const text = formatApiKey(key);
      expect(parseApiKey(text.slice(0, at) + character + text.slice(at))).toBeUndefined();
      expect(parseApiKey(text.slice(0, at) + character + text.slice(at + 1))).toBeUndefined();
      expect(parseApiKey(text.slice(0, at) + text.slice(at + 1))).toBeUndefined();
    }),
  );
});

test('the spare bits of the last character are zero, so that a key has one spelling', () => {
  const text = `sk-${'a'.repeat(16)}-${randomBytes(32).toString('base64url')}`;
  const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map(
    (last) => text.slice(0, -1) + last,
  );
  expect(spellings.every((spelling) => shape.test(spelling))).toBe(true);
  expect(spellings.filter((spelling) => parseApiKey(spelling) !== undefined)).toHaveLength(16);
});
