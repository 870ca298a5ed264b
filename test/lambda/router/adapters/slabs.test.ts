import fc from 'fast-check';
import { slabs } from '../../../../lambda/router/adapters/slabs.ts';

test('what is kept stays as it was, whatever becomes of where it came from', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 50 }), (pieces) => {
      const keep = slabs(256);
      const kept = pieces.map((piece) => keep(piece));
      const before = pieces.map((piece) => Buffer.from(piece).toString('hex'));
      for (const piece of pieces) piece.fill(0);
      expect(kept.map((piece) => piece.toString('hex'))).toEqual(before);
    }),
  );
});

test('a thousand small answers take as many bytes as they have, not what Node shares them with', () => {
  const keep = slabs();
  const kept = Array.from({ length: 1_000 }, () => {
    // As in a request: most of what comes by is gone right after.
    Buffer.allocUnsafe(1_500);
    return keep(Buffer.from('x'.repeat(400)));
  });
  const memory = new Set(kept.map(({ buffer }) => buffer));
  expect([...memory].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(7 * 65_536);
});

test('what is large has memory of its own', () => {
  const large = slabs()(new Uint8Array(100_000).fill(7));
  expect(large.buffer.byteLength).toBe(100_000);
  expect(large.every((byte) => byte === 7)).toBe(true);
});
