import fc from 'fast-check';
import { iban, ipv6, luhn, verhoeff } from '../../../../../lambda/common/moderation/pii/checksums.ts';
import {
  aadhaar,
  brazilianCpf,
  canadianSocialInsurance,
  chineseResidentId,
  frenchSocialSecurity,
  germanTaxId,
  spanishIdentity,
  ukNationalInsurance,
  usSocialSecurity,
} from '../../../../../lambda/common/moderation/pii/national-ids.ts';

/** Numbers that authorities and standards print as examples. */
test.each([
  ['Luhn', luhn, '4111111111111111'],
  ['Verhoeff', verhoeff, '2363'],
  ['IBAN', iban, 'GB82WEST12345698765432'],
  ['resident id', chineseResidentId, '11010519491231002X'],
  ['Aadhaar', aadhaar, '999941057058'],
  ['CPF', brazilianCpf, '11144477735'],
  ['tax id', germanTaxId, '86095742719'],
  ['NIR', frenchSocialSecurity, '255081416802538'],
  ['NIR of Corsica', frenchSocialSecurity, '180012A00100161'],
  ['DNI', spanishIdentity, '12345678Z'],
  ['NIE', spanishIdentity, 'X1234567L'],
  ['SIN', canadianSocialInsurance, '130692544'],
  ['NINO', ukNationalInsurance, 'AB123456C'],
  ['SSN', usSocialSecurity, '536904399'],
  ['IPv6', ipv6, '2001:db8::ff00:42:8329'],
])('%s: an example of its issuer is one', (_, isOne, example) => {
  expect(isOne(example)).toBe(true);
});

test.each([
  ['a resident born on 31 February', chineseResidentId, '110105194902311000'],
  ['eleven equal digits', brazilianCpf, '11111111111'],
  ['a CPF whose first check digit is wrong', brazilianCpf, '11144477725'],
  ['a CPF whose second check digit is wrong', brazilianCpf, '11144477734'],
  ['a tax id in which no digit repeats', germanTaxId, '12345678903'],
  ['a prefix that is never given out', ukNationalInsurance, 'BG123456A'],
  ['an area that is never given out', usSocialSecurity, '666904399'],
  ['a name of two parts in program code', ipv6, 'a::b'],
  ['a time of day', ipv6, '12:30:45'],
])('%s is none', (_, isOne, text) => {
  expect(isOne(text)).toBe(false);
});

/** Checks that find every single wrong digit, as their standards promise. */
test.each([
  ['Luhn', luhn, 16],
  ['Verhoeff', verhoeff, 12],
  ['Aadhaar', aadhaar, 12],
  ['SIN', canadianSocialInsurance, 9],
  ['tax id', germanTaxId, 11],
] as const)('%s: with one digit changed a valid number is none', (_, isOne, length) => {
  const number = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length - 2, maxLength: length - 2 });
  const valid = number
    .map((digits) => ENDINGS.map((ending) => digits + ending).find(isOne))
    .filter((digits) => digits !== undefined);
  fc.assert(
    fc.property(valid, fc.nat(length - 1), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
      const changed = digits.slice(0, at) + ((Number(digits[at]) + by) % 10) + digits.slice(at + 1);
      expect(isOne(changed)).toBe(false);
    }),
  );
});

const ENDINGS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
