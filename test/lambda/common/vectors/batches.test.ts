import fc from 'fast-check';
import { batchesOf } from '../../../../lambda/common/vectors/adapters/batches.ts';
import { record } from './support.ts';

test('all records are sent in their order, and no request is longer than the strictest service takes', () => {
  const arbitrary = fc.record({ dimension: fc.constantFrom(2, 1_536, 4_096), text: fc.constantFrom(0, 100, 32_768) });
  fc.assert(
    fc.property(fc.array(arbitrary, { maxLength: 60 }), fc.constantFrom('a', '\n', '"', '日'), (all, character) => {
      const records = all.map(({ dimension, text }, at) =>
        record(`${at}`, new Float32Array(dimension).fill(-0.012345678), {
          text: character.repeat(text / Buffer.byteLength(character)),
        }),
      );
      const batches = batchesOf(records);
      expect(batches.flat()).toEqual(records);
      for (const batch of batches) {
        const bytes = Buffer.byteLength(JSON.stringify(batch.map(({ vector, ...rest }) => ({ ...rest, vector: [...vector] }))));
        expect(bytes).toBeLessThan(5 * 1_024 * 1_024);
      }
    }),
    { numRuns: 15 },
  );
});
