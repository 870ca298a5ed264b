import { adapterFor, parseLocator } from '../../../lambda/common/locator.ts';

const adapters = { file: (rest: string) => `file at ${rest}`, env: () => 'environment' };

test.each([
  ['dynamodb:acme-usage', { scheme: 'dynamodb', rest: 'acme-usage' }],
  ['sqlite:C:\\data.db', { scheme: 'sqlite', rest: 'C:\\data.db' }],
  ['env:', { scheme: 'env', rest: '' }],
  ['env', { scheme: 'env', rest: '' }],
  ['', { scheme: '', rest: '' }],
])('%j is read', (value, locator) => {
  expect(parseLocator(value)).toEqual(locator);
});

test('the scheme picks the adapter, which gets the rest', () => {
  expect(adapterFor({ PLACE: 'file:a:b' }, 'PLACE', adapters)).toBe('file at a:b');
});

test.each([
  [undefined, 'environment variable PLACE is not set; it must start with one of file:, env:'],
  ['redis:x', "environment variable PLACE is 'redis:x'; it must start with one of file:, env:"],
  ['toString:x', "environment variable PLACE is 'toString:x'; it must start with one of file:, env:"],
  ['', "environment variable PLACE is ''; it must start with one of file:, env:"],
])('%j picks none, and the sentence says what would', (value, message) => {
  expect(() => adapterFor({ PLACE: value }, 'PLACE', adapters)).toThrow(message);
});
