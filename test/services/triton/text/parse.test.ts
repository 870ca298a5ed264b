import fc from 'fast-check';
import { parseModelConfig } from '../../../../services/triton/text/parse.ts';

const config = (text: string) => {
  const parsed = parseModelConfig(text);
  expect(parsed.problems).toEqual([]);
  return parsed.config;
};

const problems = (text: string) =>
  parseModelConfig(text).problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);

test('every way to write a list, a block and a separator is read', () => {
  const input = [{ name: 'X', dims: [1, 2] }];
  expect(config('input [ { name: "X" dims: [ 1, 2 ] } ]')).toEqual({ input });
  expect(config('input: [ < name: "X", dims: 1; dims: 2; > ];')).toEqual({ input });
  expect(config('input { name: "X" dims: 1 dims: [ 2 ] }')).toEqual({ input });
  expect(config("# a comment\ninput: { name: 'X' # another\n dims: [1,2] },")).toEqual({ input });
  expect(config('input []')).toEqual({ input: [] });
  expect(config('')).toEqual({});
});

test('escapes and parts of strings are joined, as UTF-8', () => {
  expect(config(String.raw`name: "a\tb\x41\101\303\251\u00e9" 'c"'`).name).toBe('a\tbAAéé' + 'c"');
  expect(config('name: "# no comment"').name).toBe('# no comment');
});

test('numbers are read in every base, with their sign', () => {
  expect(config('max_batch_size: 0x10').max_batch_size).toBe(16);
  expect(config('max_batch_size: 010').max_batch_size).toBe(8);
  expect(config('input { dims: [ -1, - 2 ] }').input?.[0]?.dims).toEqual([-1, -2]);
  expect(
    config('model_metrics { metric_control { histogram_options { buckets: [ 1, -2.5, 1e3, 1.5f, inf, -inf ] } } }').model_metrics
      ?.metric_control?.[0]?.histogram_options?.buckets,
  ).toEqual([1, -2.5, 1000, 1.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

test('booleans and enums are read in every spelling', () => {
  expect(['true', 'True', 't', '1'].map((each) => config(`input { optional: ${each} }`).input?.[0]?.optional)).toEqual([
    ...[true, true, true, true],
  ]);
  expect(config('input { optional: f data_type: 11 }').input).toEqual([{ optional: false, data_type: 'TYPE_FP32' }]);
});

test('maps are gathered from their entries', () => {
  expect(
    config('parameters { key: "a" value { string_value: "1" } } parameters: { value: { string_value: "2" } key: "b" }'),
  ).toEqual({
    parameters: { a: { string_value: '1' }, b: { string_value: '2' } },
  });
});

test.each([
  ['max_batchsize: 4', '1 max_batchsize: ModelConfig has no field max_batchsize; write max_batch_size'],
  ['\n\ninputs { }', '3 inputs: ModelConfig has no field inputs; write input'],
  ['version_policy { all { x: 1 } }', '1 version_policy.all.x: ModelVersionPolicy.All has no field x; leave it empty'],
  ['max_batch_size: "4"', '1 max_batch_size: "4" is a string where int32 is needed; write it without quotes'],
  ['max_batch_size: 4.5', '1 max_batch_size: 4.5 is no int32; write a whole number'],
  ['max_batch_size: 08', '1 max_batch_size: 08 is no int32; write a whole number'],
  [
    'max_batch_size: 3000000000',
    '1 max_batch_size: 3000000000 is outside of int32; write a number from -2147483648 to 2147483647',
  ],
  ['dynamic_batching { max_queue_delay_microseconds: -1 }', '-1 is outside of uint64'],
  ['max_batch_size: [ 1, 2 ]', '1 max_batch_size: max_batch_size takes one value, not a list; write it without [ ]'],
  ['max_batch_size: 1\nmax_batch_size: 1', '2 max_batch_size: max_batch_size is set twice; keep one'],
  ['name: x', '1 name: x is no string; write "x"'],
  ['name { }', '1 name: a block is no string; write a value'],
  ['input: 4', '1 input[0]: "4" is no ModelInput; write { … }'],
  ['input { optional: yes }', '1 input[0].optional: yes is no bool; write true or false'],
  ['input { data_type: FP32 }', 'FP32 is no DataType; write one of TYPE_INVALID, TYPE_BOOL'],
  ['input { data_type: "TYPE_FP32" }', '"TYPE_FP32" is no DataType'],
  ['input { data_type: 99 }', '99 is no DataType'],
  ['dynamic_batching { }\nsequence_batching { }', '2 : dynamic_batching and sequence_batching exclude each other; keep one'],
  ['parameters { key: "a" }', '1 parameters: an entry of parameters has one key and one value; write { key: … value: … }'],
  ['parameters: "a"', '1 parameters: parameters is a map; write parameters { key: … value: … }'],
  ['metric_tags { key: "a" value: "1" }\nmetric_tags { key: "a" value: "2" }', '2 metric_tags["a"]: "a" is in metric_tags twice'],
  ['name "x"', '1 : "x" stands where ":" or "{" should be'],
  ['name: "x', '1 : a string has no end on its line; close it, and write a line break as \\n'],
  ['name: "\\q"', '1 : \\q is no escape of the protobuf text format; write a backslash as \\\\'],
  ['name: "\\377"', '1 : the string "\\377" is not UTF-8'],
  [`max_batch_size: \${size}`, `1 : \${size} is a placeholder of a template; fill it in`],
  ['name: "a"\n%', '2 : "%" is not part of the protobuf text format; remove it'],
  ['input {', '1 : the text ends where a field should be; complete it'],
  ['input { } }', '1 : "}" stands where the name of a field should be'],
  ['input: [ {} {} ]', '1 : "{" stands where "," or "]" should be'],
  ['[x] { }', '1 : "[" stands where the name of a field should be'],
])('%j is refused with its line, place and fix', (text, problem) => {
  expect(problems(text)).toEqual([expect.stringContaining(problem)]);
});

test('all problems of a text come at once', () => {
  expect(problems('input { nme: "X"\n dims: "1" }\nbackend: 3')).toHaveLength(3);
});

test('blocks without end do not exhaust the reader', () => {
  expect(problems('input {'.repeat(10_000))[0]).toContain('nested deeper than 32');
});

test('any text is either read or refused, and nothing is thrown', () => {
  const pieces = fc.constantFrom(
    'input',
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"a',
    '"a"',
    '-',
    '1',
    '0x',
    'TYPE_FP32',
    '\n',
    '#',
    ' ',
    '\\',
    '<',
    '>',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 30 }).map((each) => each.join('')),
      ),
      (text) => {
        expect(Array.isArray(parseModelConfig(text).problems)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});
