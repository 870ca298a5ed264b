import fc from 'fast-check';
import { BUCKETS } from '../../../../../lambda/common/moderation/model/buckets.ts';
import { featuresOf } from '../../../../../lambda/common/moderation/model/features.ts';
import {
  decodeModel,
  encodeModel,
  type LinearModel,
  probabilities,
} from '../../../../../lambda/common/moderation/model/linear-model.ts';

const head = { name: 'toxicity', bias: 0, scale: 0.1, slope: 1, offset: 0 };

function modelThatDislikes(word: string): LinearModel {
  const weights = new Int8Array(BUCKETS);
  for (const bucket of featuresOf(word, []).grams) weights[bucket] = 100;
  return { version: 'test', data: [], heads: [head], weights };
}

test('a text with the features that weigh is more likely than one without', () => {
  const model = modelThatDislikes('nasty');
  const probability = (text: string) => probabilities(model, featuresOf(text, [])).toxicity ?? 0;
  expect(probability('what a nasty thing')).toBeGreaterThan(0.9);
  expect(probability('what a lovely thing')).toBe(0.5);
});

test('what is written can be read back', () => {
  const model = modelThatDislikes('nasty');
  expect(decodeModel(encodeModel(model))).toEqual(model);
});

test.each([
  ['nothing', (_: Buffer) => Buffer.alloc(0), 'the model file is cut off'],
  ['half a file', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1), 'weights for 1 heads'],
  ['half a header', (bytes: Buffer) => bytes.subarray(0, 20), 'the model file is cut off'],
])('%s is no model', (_, spoil, problem) => {
  expect(() => decodeModel(Buffer.from(spoil(encodeModel(modelThatDislikes('x')))))).toThrow(problem);
});

test('listed words are marks that weigh the same in short and long texts', () => {
  const listed = [{ text: 'damn', category: 'profanity', severity: 0.4 } as const];
  expect(featuresOf('damn', listed).marks.length).toBeGreaterThan(2);
  expect(featuresOf('damn', []).marks).toEqual(new Uint32Array());
});

test('asking is no feature', () => {
  expect(featuresOf('how do i knit', []).grams).toEqual(featuresOf('what is the best way to knit', []).grams);
});

test('of any text the features are buckets, each once, and the same again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { grams } = featuresOf(text, []);
      expect(new Set(grams).size).toBe(grams.length);
      expect(grams.every((bucket) => bucket < BUCKETS)).toBe(true);
      expect(featuresOf(text, []).grams).toEqual(grams);
    }),
  );
});
