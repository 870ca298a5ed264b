import fc from 'fast-check';
import { BUCKETS } from '../../../../../lambda/common/moderation/model/buckets.ts';
import { featuresOf } from '../../../../../lambda/common/moderation/model/features.ts';

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ab c!?法轮功'), maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  // The most features that a text of its length can have.
  fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), maxLength: 100 }).map((letters) => [...letters].join(' ')),
);

test('features are buckets of the model, each once, whatever the text', () => {
  fc.assert(
    fc.property(text, (written) => {
      const { grams } = featuresOf(written, []);
      expect(new Set(grams).size).toBe(grams.length);
      expect(grams.every((bucket) => bucket < BUCKETS)).toBe(true);
    }),
  );
});

test('what is said twice has the features of what is said once, and those of its seam', () => {
  fc.assert(
    fc.property(text, (written) => {
      const once = new Set(featuresOf(`${written} `, []).grams);
      const twice = new Set(featuresOf(`${written} ${written} `, []).grams);
      expect([...once].filter((bucket) => !twice.has(bucket))).toEqual([]);
    }),
  );
});
