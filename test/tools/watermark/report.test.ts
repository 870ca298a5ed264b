import { dayOf, tenantTag } from '../../../lambda/common/watermark/mark.ts';
import { watermarkFilter } from '../../../lambda/common/watermark/watermark-filter.ts';
import { report, reportText } from '../../../tools/watermark/report.ts';

const key = Buffer.from('a key of more than sixteen bytes');
const filter = watermarkFilter({ tenantTag: tenantTag(key, 'acme/search'), day: dayOf(new Date('2026-11-21')) }, key);
const text = filter.push('The quick brown fox jumps over the lazy dog near the old river bank.') + filter.end();

test('the tenant is named when it was asked about', () => {
  const found = report(text, key, ['acme/sales', 'acme/search']);
  expect(found).toEqual({ marks: [{ at: 68, date: '2026-11-21', tenant: 'acme/search' }], unknown: 0 });
  expect(reportText(found)).toBe(
    'at 68: generated on 2026-11-21 for acme/search\n1 verified; a mark vouches for the words just before it, not for the rest',
  );
});

test('another tenant is not named', () => {
  expect(reportText(report(text, key, ['acme/sales']))).toMatch(
    /^at 68: generated on 2026-11-21 for a tenant that was not asked about\n/,
  );
});

test('a text without marks says what that means', () => {
  expect(reportText(report('Nothing here.', key, []))).toBe(
    'no mark of this key; that does not say that a person wrote the text',
  );
});

test('marks of another key are counted', () => {
  expect(reportText(report(text, Buffer.alloc(16), []))).toMatch(/^1 in the shape of a mark/);
});
