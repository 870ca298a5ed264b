import fc from 'fast-check';
import { embed } from '../../../../../lambda/router/domain/embedded/hashing-embedder.ts';
import { parseEmbeddingsRequest } from '../../../../../lambda/router/domain/openai/embeddings-request.ts';
import { refusalOf } from '../../support/errors.ts';

const ask = (members: object, dimensions = 256) =>
  embed(parseEmbeddingsRequest({ model: 'hash', ...members }), { kind: 'hashing-embedder', dimensions });

interface EmbeddingsAnswer {
  readonly object: string;
  readonly model: string;
  readonly data: readonly { readonly index: number; readonly embedding: number[] }[];
  readonly usage: object;
}

const answer = (members: object, dimensions?: number): EmbeddingsAnswer => {
  const { body } = ask(members, dimensions);
  if (!('json' in body)) throw new Error('embeddings are never streamed');
  return body.json as EmbeddingsAnswer;
};

const vector = (input: string, dimensions?: number): number[] => answer({ input }, dimensions).data[0]?.embedding ?? [];
const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

test("the answer has OpenAI's shape", () => {
  const { object, model, data, usage } = answer({ input: ['one', 'two words'] });
  expect({ object, model, usage }).toEqual({ object: 'list', model: 'hash', usage: { prompt_tokens: 3, total_tokens: 3 } });
  expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
    [0, 256],
    [1, 256],
  ]);
});

test('any text becomes a vector of length 1, the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: 300 }), (text, dimensions) => {
      const values = vector(text, dimensions);
      expect(values).toHaveLength(dimensions);
      expect(dot(values, values)).toBeCloseTo(1, 5);
      expect(vector(text, dimensions)).toEqual(values);
    }),
  );
});

test.each([
  ['the cat sat on the mat', 'a cat sat on a mat', 'quarterly revenue grew by ten percent'],
  ['今天天气很好', '今天天气不好', '股票市场下跌了'],
])('%p is closer to %p than to %p', (text, near, far) => {
  expect(dot(vector(text), vector(near))).toBeGreaterThan(dot(vector(text), vector(far)) + 0.2);
});

test('case does not matter, the order of words does', () => {
  expect(vector('Big Dog')).toEqual(vector('big dog'));
  expect(vector('dog bites man')).not.toEqual(vector('man bites dog'));
});

test('the request may ask for fewer dimensions', () => {
  expect(answer({ input: 'a', dimensions: 8 }).data[0]?.embedding).toHaveLength(8);
});

test('base64 holds the same numbers as little-endian floats', () => {
  const { data } = answer({ input: 'some text', encoding_format: 'base64' });
  const bytes = Buffer.from(data[0]?.embedding as unknown as string, 'base64');
  const decoded = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
  expect(decoded).toEqual(vector('some text'));
});

test.each([
  ['tokens', { input: [1, 2] }, 'input'],
  ['more dimensions than the model has', { input: 'a', dimensions: 257 }, 'dimensions'],
  ['an answer of half a million numbers', { input: Array(2048).fill('a') }, 'input'],
  ['a member it does not know', { input: 'a', task: 'query' }, 'task'],
])('%s are refused by name', (_, members, param) => {
  const { status, body } = refusalOf(() => ask(members));
  expect(status).toBe(400);
  expect(body.error.param).toBe(param);
});

test('the notice says that this is no language model', () => {
  expect(ask({ input: 'a' }).notice).toMatch(/no language model/);
});
