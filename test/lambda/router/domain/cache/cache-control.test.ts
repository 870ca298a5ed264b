import fc from 'fast-check';
import { cacheWishOf } from '../../../../../lambda/router/domain/cache/cache-control.ts';

test.each([
  [undefined, { read: true, write: true }],
  ['', { read: true, write: true }],
  ['no-store', { read: false, write: false }],
  ['No-Store, max-age=5', { read: false, write: false }],
  ['no-cache', { read: false, write: true }],
  ['max-age=60, no-cache', { read: false, write: true }],
  ['max-age=60', { read: true, write: true, maxAgeMs: 60_000 }],
  ['max-age="60"', { read: true, write: true, maxAgeMs: 60_000 }],
  ['max-age=0', { read: false, write: true, maxAgeMs: 0 }],
  ['max-age=soon', { read: false, write: true, maxAgeMs: 0 }],
  ['max-age=-1', { read: false, write: true, maxAgeMs: 0 }],
  ['only-if-cached, no-transform', { read: true, write: true }],
])('%p asks for %j', (header, wish) => {
  expect(cacheWishOf(header)).toEqual(wish);
});

test('whatever else the header says, no-store neither reads nor writes', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (before, after) => {
      expect(cacheWishOf([...before, ' no-store ', ...after].join(','))).toEqual({ read: false, write: false });
    }),
  );
});
