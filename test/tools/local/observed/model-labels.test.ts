import { ModelLabels } from '../../../../tools/local/observed/model-labels.ts';

test('configured names and aliases are labels as they are', () => {
  expect(new ModelLabels().of({ model: 'gpt', catchAll: false })).toBe('gpt');
});

test('a request without a known model is (unknown)', () => {
  expect(new ModelLabels().of({ catchAll: false })).toBe('(unknown)');
});

test('of the names that clients make up fifty are labels; the others share one, those known before stay', () => {
  const labels = new ModelLabels();
  const given = Array.from({ length: 1_000 }, (_, i) => labels.of({ model: `made-up-${i}`, catchAll: true }));
  expect(new Set(given).size).toBe(51);
  expect(given.at(-1)).toBe('(other)');
  expect(labels.of({ model: 'made-up-3', catchAll: true })).toBe('made-up-3');
  expect(labels.of({ model: 'configured', catchAll: false })).toBe('configured');
});
