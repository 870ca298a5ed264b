import fc from 'fast-check';
import { piiHits } from '../../../../../lambda/common/moderation/pii/pii-hits.ts';
import { masked, placeholderKey } from '../../../../../lambda/common/moderation/placeholders/masked.ts';
import { unmasked, unmasker } from '../../../../../lambda/common/moderation/placeholders/unmasked.ts';

const secret = Buffer.alloc(32, 7);
const key = placeholderKey(secret, 'acme/search');
const otherKey = placeholderKey(secret, 'acme/sales');
const EMAIL = 'write to jane@example.com or bob@example.com, then jane@example.com';
const mask = (text: string) => masked(text, piiHits(text), key);

/** Texts with personal data, and with what looks like placeholders of this tenant. */
const own = [...mask(EMAIL).placeholders.keys()];
const text = fc.string({
  unit: fc.constantFrom('a', ' ', '⟨', '⟩', '_', 'EMAIL', '⟨EMAIL_0123456789⟩', ...own, 'jane@example.com', ' +44 20 7946 0958 '),
  maxLength: 20,
});

test('a value has one placeholder, another value another one, and nothing of them is left', () => {
  const { text: safe, placeholders } = mask(EMAIL);
  expect(safe).toMatch(/^write to (⟨EMAIL_[0-9A-V]{10}⟩) or (?!\1)⟨EMAIL_[0-9A-V]{10}⟩, then \1$/);
  expect([...placeholders.values()]).toEqual(['jane@example.com', 'bob@example.com']);
});

test('a value has the same placeholder in every request of a tenant, and another one for another tenant', () => {
  const again = mask('jane@example.com wrote').text;
  expect(again).toBe(`${own[0]} wrote`);
  expect(masked('jane@example.com wrote', piiHits('jane@example.com wrote'), otherKey).text).not.toBe(again);
});

test('several texts of a conversation share a table', () => {
  const first = mask('jane@example.com');
  const second = masked('bob@example.com', piiHits('bob@example.com'), key, first.placeholders);
  expect(unmasked(`${second.text} and ${first.text}`, second.placeholders)).toBe('bob@example.com and jane@example.com');
  expect(first.placeholders.size).toBe(1);
});

test('of ranges that overlap the first one counts', () => {
  const { text: safe, placeholders } = masked(
    'abcdef',
    [
      { start: 2, end: 5, type: 'b' },
      { start: 1, end: 3, type: 'a' },
    ],
    key,
  );
  expect(safe).toMatch(/^a⟨A_[0-9A-V]{10}⟩def$/);
  expect(unmasked(safe, placeholders)).toBe('abcdef');
});

test('unmasking what was masked gives the text again, whatever stood in it', () => {
  fc.assert(
    fc.property(text, (written) => {
      const { text: safe, placeholders } = mask(written);
      expect(unmasked(safe, placeholders)).toBe(written);
    }),
  );
});

test('the table of another tenant puts nothing back', () => {
  fc.assert(
    fc.property(text, (written) => {
      const safe = mask(written).text;
      const { placeholders } = masked(written, piiHits(written), otherKey);
      expect(unmasked(safe, placeholders)).toBe(safe);
    }),
  );
});

test('a placeholder that somebody writes is not unmasked to what it stands for', () => {
  const forged = `${own[0]} is whom? jane@example.com`;
  const { text: safe, placeholders } = mask(forged);
  expect(unmasked(safe, placeholders)).toBe(forged);
});

test('a text in pieces is unmasked like the whole, wherever it is cut', () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat(12), { maxLength: 40 }), (written, lengths) => {
      const { text: safe, placeholders } = mask(written);
      const answer = `${safe} ${own.join('')}⟨EMAIL`;
      const filter = unmasker(placeholders);
      let given = '';
      let rest = answer;
      for (const length of lengths) {
        given += filter.push(rest.slice(0, length));
        rest = rest.slice(length);
      }
      given += filter.push(rest) + filter.end();
      expect(given).toBe(unmasked(answer, placeholders));
    }),
  );
});

test('what cannot be a placeholder is not held back', () => {
  const filter = unmasker(mask(EMAIL).placeholders);
  expect([filter.push('a ⟨EMAIL'), filter.push(' b'), filter.push(`⟨${'A'.repeat(60)}`), filter.end()]).toEqual([
    'a ',
    '⟨EMAIL b',
    `⟨${'A'.repeat(60)}`,
    '',
  ]);
});
