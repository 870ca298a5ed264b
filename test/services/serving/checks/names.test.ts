import { nameProblems } from '../../../../services/serving/checks/names.ts';
import type { ServedModel } from '../../../../services/serving/served-model.ts';
import { llama8b, qwen, release } from '../support/models.ts';
import { changed, everything, regionOf, said } from '../support/servings.ts';

const problems = (model: ServedModel) => said(nameProblems, regionOf(model));
const adapter = (changes: object) => ({
  ...llama8b,
  loraAdapters: llama8b.loraAdapters.map((each) => ({ ...each, ...changes })),
});

test('good names are fine', () => {
  expect(said(nameProblems, everything)).toEqual([]);
});

test.each(['Llama', '8b', 'a_b', '', 'a-', 'a'.repeat(37)])('the model name %j is refused', (name) => {
  expect(problems({ ...llama8b, name })).toContainEqual(expect.stringContaining('lower-case letters, digits and hyphens'));
});

test.each(['v-1', 'V1', '', 'v1234567890'])('the release name %j is refused', (name) => {
  const [first] = llama8b.releases;
  expect(problems({ ...llama8b, releases: [{ ...(first ?? release('a', '1', 1)), name }] })).toEqual([
    expect.stringContaining('use up to 10 lower-case letters and digits'),
  ]);
});

test('two models or releases of one name are refused', () => {
  expect(said(nameProblems, regionOf(llama8b, llama8b))).toEqual([
    'models.llama-8b two models are called "llama-8b"; give each its own name',
  ]);
  const [first] = qwen.releases;
  expect(problems({ ...qwen, releases: [first, first].flatMap((each) => each ?? []) })).toContainEqual(
    expect.stringContaining('two releases are called v1'),
  );
});

test('a model without a release is refused', () => {
  expect(problems({ ...llama8b, releases: [] })).toEqual(['models.llama-8b.releases is empty; name one release or more']);
});

test('shares of traffic that are not 100 % are refused', () => {
  const releases = qwen.releases.map((each) => ({ ...each, trafficPercent: 40 }));
  expect(problems({ ...qwen, releases })).toEqual([
    'models.qwen.releases have v1 40 % and v2 40 %, together 80 %; make them 100 %',
  ]);
});

test('an image without a digest is refused', () => {
  expect(problems(changed(llama8b, { image: { digest: 'latest' } }))).toEqual([
    'models.llama-8b.image.digest is "latest"; write sha256: and 64 hexadecimal digits, a tag can be moved',
  ]);
});

test.each([{ repository: '../other' }, { version: 'a/b' }, { content: 'latest' }])('weights at %j are refused', (weights) => {
  const releases = llama8b.releases.map((each) => changed(each, { weights }));
  expect(problems({ ...llama8b, releases })).toEqual([
    expect.stringContaining(`models.llama-8b.releases[0].weights.${Object.keys(weights)[0]} `),
  ]);
});

test.each([
  [{ rank: 1024 }, 'is 1024; use a whole number from 1 to 512'],
  [{ name: 'a=b' }, 'is "a=b"; use letters'],
  [{ name: 'llama-8b' }, '"llama-8b" is taken'],
])('adapters with %j are refused', (changes, sentence) => {
  expect(problems(adapter(changes))).toContainEqual(expect.stringContaining(sentence));
});

test('adapters of another engine than vLLM are refused', () => {
  expect(problems({ ...llama8b, engine: 'triton-vllm' })).toEqual([
    expect.stringContaining('triton-vllm takes no adapters here'),
  ]);
});
