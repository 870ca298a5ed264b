import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ENUMS, MESSAGES, ONEOFS } from '../../../../services/triton/schema/model-config.ts';
import { choicesOf, enumOf, fieldsOf } from '../../../../services/triton/schema/types.ts';
import { schemaModule } from '../../../../tools/model/proto-schema.ts';
import { nvidia } from '../real-data.ts';

const proto = nvidia(path.join('triton-common', 'protobuf', 'model_config.proto'));

test(`the committed schema is that of NVIDIA's model_config.proto${proto.named}`, () => {
  if (!proto.there) return;
  const committed = readFileSync(
    path.join(__dirname, '..', '..', '..', '..', 'services', 'triton', 'schema', 'model-config.ts'),
    'utf8',
  );
  expect(schemaModule(readFileSync(proto.folder, 'utf8'))).toBe(committed);
});

test('every type of a field is a scalar, an enum or a message of the schema', () => {
  const scalars = ['string', 'bool', 'int32', 'int64', 'uint32', 'uint64', 'float', 'double'];
  const strangers = Object.keys(MESSAGES)
    .flatMap((message) => [...(fieldsOf(message)?.values() ?? [])])
    .filter(({ type }) => !scalars.includes(type) && !fieldsOf(type) && !enumOf(type));
  expect(strangers).toEqual([]);
});

test('every choice is between fields of its message', () => {
  for (const message of Object.keys(ONEOFS)) {
    for (const field of choicesOf(message).flat()) expect([...(fieldsOf(message)?.keys() ?? [])]).toContain(field);
  }
});

test('what a name is not the schema does not tell', () => {
  expect(fieldsOf('toString')).toBeUndefined();
  expect(enumOf('constructor')).toBeUndefined();
  expect(choicesOf('constructor')).toEqual([]);
  expect(ENUMS.DataType.TYPE_BF16).toBe(14);
});

test('a .proto with nesting, maps, choices and comments becomes its schema', () => {
  const text = `// a comment
    syntax = "proto3"; package p;
    message A { enum Kind { X = 0; Y = 1; } message B { Kind kind = 1; }
      repeated B many = 1; map<string, B> named = 2; oneof choice { int32 one = 3; string two = 4; } }`;
  const written = schemaModule(text);
  expect(written).toContain("many: 'repeated A.B',\n    named: 'map<string, A.B>',\n    one: 'int32',\n    two: 'string',");
  expect(written).toContain("'A.B': {\n    kind: 'A.Kind',");
  expect(written).toContain("A: [['one', 'two']],");
});

test('a .proto that ends early or names a strange type is refused', () => {
  expect(() => schemaModule('message A { string')).toThrow('found its end');
  expect(() => schemaModule('message A { Strange x = 1; }')).toThrow('A uses Strange, which the proto does not define');
});
