import fc from 'fast-check';
import type { TritonTarget } from '../../../../../lambda/router/contract/targets.ts';
import { parseEmbeddingsRequest } from '../../../../../lambda/router/domain/openai/embeddings-request.ts';
import { embeddingsCall, vectorsIn } from '../../../../../lambda/router/domain/providers/triton-embeddings.ts';
import { refusalOf } from '../../support/errors.ts';
import { jsonVectors, tritonVectors } from '../../support/triton-vectors.ts';

const TENSORS = { input: 'TEXT', output: 'EMBEDDING' };
const TARGET: TritonTarget = { kind: 'triton', baseUrl: 'https://t.example', model: 'mini lm', version: 2, embeddings: TENSORS };

const asked = (body: object) => parseEmbeddingsRequest({ model: 'm', input: 'hi', ...body });
const call = (body: object) => embeddingsCall(TARGET, TENSORS, asked(body));

test('all texts are one request, and the vectors are wanted in binary', () => {
  expect(call({ input: ['a', 'b'], encoding_format: 'base64', user: 'u', dimensions: null })).toEqual({
    baseUrl: 'https://t.example',
    path: '/v2/models/mini%20lm/versions/2/infer',
    headers: {},
    providerModel: 'mini lm',
    body: {
      inputs: [{ name: 'TEXT', datatype: 'BYTES', shape: [2, 1], data: ['a', 'b'] }],
      outputs: [{ name: 'EMBEDDING', parameters: { binary_data: true } }],
    },
  });
});

test.each([
  [{ dimensions: 8 }, 'dimensions'],
  [{ input: [1, 2] }, 'input'],
  [{ input: [[1, 2], [3]] }, 'input'],
  [{ input_type: 'query' }, 'input_type'],
])('%j is refused by name', (body, param) => {
  const { status, body: told } = refusalOf(() => call(body));
  expect([status, told.error.param, told.error.code]).toEqual([400, param, 'unsupported_parameter']);
});

test('all unknown parameters are named at once', () => {
  const told = refusalOf(() => call({ dimensions: 8, input_type: 'query' })).body.error.message;
  expect(told).toBe("'dimensions', 'input_type' cannot be asked of Triton; leave them out.");
});

/** JSON knows no -0. */
const float = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const rows = fc
  .integer({ min: 1, max: 6 })
  .chain((width) => fc.array(fc.array(float, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }));

test('vectors read the same in binary, in one list of JSON and in a list for each row', () => {
  fc.assert(
    fc.property(rows, (vectors) => {
      const expected = { numbers: Float32Array.from(vectors.flat()), dimensions: vectors[0]?.length };
      const { body, headers } = tritonVectors(vectors);
      expect(vectorsIn(body, headers, 'EMBEDDING', vectors.length)).toEqual(expected);
      expect(vectorsIn(jsonVectors(vectors.flat(), vectors), {}, 'EMBEDDING', vectors.length)).toEqual(expected);
      expect(vectorsIn(jsonVectors(vectors, vectors), {}, 'EMBEDDING', vectors.length)).toEqual(expected);
    }),
  );
});

test('floats are read wherever their bytes begin', () => {
  const { body, headers } = tritonVectors([[1, 2]]);
  const moved = Buffer.concat([Buffer.alloc(1), body]).subarray(1);
  expect([...vectorsIn(moved, headers, 'EMBEDDING', 1).numbers]).toEqual([1, 2]);
});

const tensor = (more: object) =>
  Buffer.from(JSON.stringify({ outputs: [{ name: 'EMBEDDING', datatype: 'FP32', shape: [1, 2], data: [1, 2], ...more }] }));

test.each<[string, Buffer, string]>([
  ['no JSON', Buffer.from('<html>'), 'no JSON object'],
  ['no tensors', Buffer.from('{}'), 'no tensor EMBEDDING'],
  ['another tensor', tensor({ name: 'LOGITS' }), 'no tensor EMBEDDING'],
  ['another type', tensor({ datatype: 'FP16' }), 'is FP16 [1,2], not FP32 with a row for each of 1 texts'],
  ['more rows than texts', tensor({ shape: [2, 1] }), 'is FP32 [2,1], not'],
  ['no shape', tensor({ shape: null }), 'is FP32 null, not'],
  ['no data', tensor({ data: null }), 'is FP32 [1,2], not'],
  ['no numbers', tensor({ data: ['1', '2'] }), 'not finite'],
])('an answer with %s says what is wrong', (_, body, message) => {
  expect(() => vectorsIn(body, {}, 'EMBEDDING', 1)).toThrow(message);
});

test.each<[string, readonly number[], number]>([
  ['half a row', [1, 2, 3], 2],
  ['a number that is none', [1, Number.NaN], 1],
])('a binary answer with %s is refused', (_, row, count) => {
  const { body, headers } = tritonVectors([row]);
  expect(() => vectorsIn(body, headers, 'EMBEDDING', count)).toThrow('EMBEDDING');
});
