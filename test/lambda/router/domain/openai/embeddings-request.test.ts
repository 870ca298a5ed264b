import { parseEmbeddingsRequest } from '../../../../../lambda/router/domain/openai/embeddings-request.ts';
import { refusalOf } from '../../support/errors.ts';

const parse = (members: object) => parseEmbeddingsRequest({ model: 'm', input: 'text', ...members });

test.each([
  ['a text', 'a', ['a']],
  ['several texts', ['a', 'b'], ['a', 'b']],
  ['tokens', [1, 2], [[1, 2]]],
  ['several lists of tokens', [[1], [2, 3]], [[1], [2, 3]]],
])('%s are as many inputs', (_, input, inputs) => {
  expect(parse({ input }).inputs).toEqual(inputs);
});

test('encoding and dimensions are understood', () => {
  expect(parse({}).encoding).toBe('float');
  expect(parse({}).dimensions).toBeUndefined();
  expect(parse({ encoding_format: 'base64', dimensions: 8 })).toMatchObject({ encoding: 'base64', dimensions: 8 });
});

test.each([
  ['no input', { input: undefined }, 'input'],
  ['an empty text', { input: '' }, 'input'],
  ['an empty list', { input: [] }, 'input'],
  ['an empty text among others', { input: ['a', ''] }, 'input[1]'],
  ['texts and tokens mixed', { input: ['a', [1]] }, 'input[1]'],
  ['tokens and texts mixed', { input: [[1], 'a'] }, 'input[1]'],
  ['an empty list of tokens', { input: [[]] }, 'input[0]'],
  ['tokens that are fractions', { input: [1.5] }, 'input[0]'],
  ['2049 texts', { input: Array(2049).fill('a') }, 'input'],
  ['an object', { input: {} }, 'input'],
  ['no model', { model: undefined }, 'model'],
  ['an unknown encoding', { encoding_format: 'hex' }, 'encoding_format'],
  ['no dimensions', { dimensions: 0 }, 'dimensions'],
])('%s: refused by name', (_, members, param) => {
  const { status, body } = refusalOf(() => parse(members));
  expect(status).toBe(400);
  expect(body.error.param).toBe(param);
});

test.each([
  [Array(2049).fill('a'), "'input' must have at most 2048 elements, not 2049."],
  [['a', ''], `'input[1]' must be a filled string, not "".`],
])('a refusal says what is wrong where', (input, message) => {
  expect(refusalOf(() => parse({ input })).body.error.message).toBe(message);
});
