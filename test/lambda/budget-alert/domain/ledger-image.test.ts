import { spendEventOf } from '../../../../lambda/budget-alert/domain/ledger-image.ts';

const image = {
  tenant: { S: 'research' },
  principal: { S: 'key-1' },
  requestId: { S: 'request-1' },
  attempt: { N: '2' },
  at: { S: '2026-11-21T10:00:00.000Z' },
  costMicroDollars: { N: '1500' },
};

test('a row of the ledger is money spent by a key of a tenant', () => {
  expect(spendEventOf(image)).toEqual({
    id: 'request-1#2',
    tenant: 'research',
    principal: 'key-1',
    at: Date.UTC(2026, 10, 21, 10),
    microDollars: 1500,
  });
});

test('a row whose cost nobody knows is no money', () => {
  const { costMicroDollars: _, ...unpriced } = image;
  expect(spendEventOf(unpriced)).toBeUndefined();
});

test.each([
  ['nothing', {}],
  ['a time that is none', { ...image, at: { S: 'yesterday' } }],
  ['a cost below nothing', { ...image, costMicroDollars: { N: '-1' } }],
  ['a cost that is no whole number', { ...image, costMicroDollars: { N: '1.5' } }],
  ['a cost as text', { ...image, costMicroDollars: { S: '15' } }],
])('%s is no row', (_, broken) => {
  expect(spendEventOf(broken)).toBe('malformed');
});
