import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { DETECTORS } from '../../../../../lambda/common/moderation/pii/detectors.ts';
import { piiHits } from '../../../../../lambda/common/moderation/pii/pii-hits.ts';

const found = (text: string) => piiHits(text).map(({ type, start, end }) => `${type}: ${text.slice(start, end)}`);

test.each([
  ['an e-mail address', 'write to jane.doe+x@example.co.uk.', 'email: jane.doe+x@example.co.uk'],
  ['a card', 'pay with 4111 1111 1111 1111 now', 'card: 4111 1111 1111 1111'],
  ['an account and words after it', 'GB82 WEST 1234 5698 7654 32 and then', 'iban: GB82 WEST 1234 5698 7654 32'],
  ['an IPv4 address', 'from 203.0.113.7, port 80', 'ip-address: 203.0.113.7'],
  ['an IPv6 address', 'from 2001:db8:0:0:1:0:0:1 it came', 'ip-address: 2001:db8:0:0:1:0:0:1'],
  ['a resident id', '身份证11010519491231002X。', 'resident-id: 11010519491231002X'],
  ['Aadhaar', 'my 9999 4105 7058', 'aadhaar: 9999 4105 7058'],
  ['CPF', '111.444.777-35', 'cpf: 111.444.777-35'],
  ['a bare CPF beside its name', 'CPF 11144477735', 'cpf: 11144477735'],
  ['a tax id', 'IdNr 86 095 742 719', 'tax-id: 86 095 742 719'],
  ['NIR', 'n° 2 55 08 14 168 025 38', 'nir: 2 55 08 14 168 025 38'],
  ['DNI', 'DNI 12345678-Z', 'dni: 12345678-Z'],
  ['NIE', 'x1234567l', 'dni: x1234567l'],
  ['SIN', '130 692 544', 'sin: 130 692 544'],
  ['NINO', 'ni: AB 12 34 56 C', 'nino: AB 12 34 56 C'],
  ['SSN', '536-90-4399', 'ssn: 536-90-4399'],
  ['an international number', 'call +44 20 7946 0958 today', 'phone: +44 20 7946 0958'],
  ['a Chinese mobile', '手机13812345678', 'phone: 13812345678'],
  ['a North American number', '(212) 555-0187 ext. 12', 'phone: (212) 555-0187 ext. 12'],
  ['a number with a trunk 0', '030 1234567', 'phone: 030 1234567'],
  ['a short number after a word for it', 'call 785 8949', 'phone: 785 8949'],
  ['an AWS key', 'AKIAIOSFODNN7EXAMPLE', 'aws-access-key: AKIAIOSFODNN7EXAMPLE'],
  ['a password', 'password: hunter2!', 'password: password: hunter2!'],
  ['a connection string', 'postgres://app:s3cret@db.internal/x', 'connection-string: postgres://app:s3cret@db.internal'],
  ['full-width digits', '４１１１１１１１１１１１１１１１', 'card: ４１１１１１１１１１１１１１１１'],
  ['Arabic digits', 'call +٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨', 'phone: +٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨'],
  ['digits with invisible characters between', '4111\u200b1111\u200b1111\u20601111', 'card: 4111\u200b1111\u200b1111\u20601111'],
  ['dashes of typography', '536–90–4399', 'ssn: 536–90–4399'],
  ['a secret that is split where nobody sees it', 'AKIAIOSF\u200bODNN7EXAMPLE', 'aws-access-key: AKIAIOSF\u200bODNN7EXAMPLE'],
])('%s is found where it was written', (_, text, hit) => {
  expect(found(text)).toEqual([hit]);
});

test.each([
  ['a date', 'on 2021-03-04 and 04/03/2021'],
  ['a date and an hour', '1993-01-04 14:22'],
  ['a card with a wrong digit', '4111 1111 1111 1112'],
  ['a number in a longer one', '0.4111111111111111'],
  ['a version', 'node 24.21.0, build 1.2.3'],
  ['a price', 'for $ 12,500.00 or 1 000 000 yen'],
  ['eleven digits without a word', 'order 11144477735'],
  ['this host', '127.0.0.1 and 0.0.0.0'],
  ['names in program code', 'std::vector, a::b, 12:30:45'],
  ['a word for a password alone', 'I forgot my password: please help'],
  ['a key in lower case', 'akiaiosfodnn7example'],
])('%s is none', (_, text) => {
  expect(found(text)).toEqual([]);
});

test('what one detector took, no other gets', () => {
  expect(found('jane@192.0.2.1.example.com 4111111111111111')).toEqual([
    'email: jane@192.0.2.1.example.com',
    'card: 4111111111111111',
  ]);
});

test('of any text hits are in order, inside it and apart from each other', () => {
  const unit = fc.constantFrom(...'0123456789 .-+()@aA:x１\u200b', 'sk-', 'eyJ', '4111111111111111', 'call ');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 80 }), (text) => {
      let last = 0;
      for (const { start, end } of piiHits(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(text.length);
    }),
  );
});

test('no detector finds what it would not have been asked for: fewer digits than it names, or without its sign', () => {
  const samples = readFileSync(__filename, 'utf8');
  for (const { type, pattern, lengthOf, digits = 0, sign = '' } of DETECTORS) {
    for (const { 0: match } of samples.matchAll(pattern)) {
      const found = match.slice(0, lengthOf?.(match) ?? match.length);
      if (found === '') continue;
      expect(`${type}: ${found.replace(/\D/g, '').length >= digits}`).toBe(`${type}: true`);
      expect(found).toContain(sign);
    }
  }
});
