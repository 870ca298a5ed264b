import fc from 'fast-check';
import { choicesOf, enumOf, type Field, fieldsOf, type ModelConfig } from '../../../../services/triton/schema/types.ts';

const SCALARS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '"', '\\', '\n\0', "it's", `\${x}`, '\u0085é', '__proto__'),
  ),
  bool: fc.boolean(),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  uint32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  int64: fc.maxSafeInteger(),
  uint64: fc.maxSafeNat(),
  float: fc.double({ noDefaultInfinity: false }),
  double: fc.double(),
};

function value(type: string, depth: number): fc.Arbitrary<unknown> {
  const values = enumOf(type);
  if (values) return fc.constantFrom(...Object.keys(values));
  return SCALARS[type] ?? message(type, depth + 1);
}

function field({ kind, type, key }: Field, depth: number): fc.Arbitrary<unknown> {
  if (kind === 'single') return value(type, depth);
  if (kind === 'repeated') return fc.array(value(type, depth), { maxLength: 3 });
  const keys = (key === 'string' ? SCALARS.string : fc.nat())?.map(String) ?? fc.string();
  return fc.dictionary(keys, value(type, depth), { minKeys: 1, maxKeys: 3, noNullPrototype: true });
}

/** Any message of a type: each field there or not, of each choice one at the most. */
function message(type: string, depth: number): fc.Arbitrary<unknown> {
  const choices = choicesOf(type);
  const fields = [...(fieldsOf(type) ?? [])].filter(([, { type: inner }]) => depth < 3 || !fieldsOf(inner));
  const all = fc.record(Object.fromEntries(fields.map(([name, each]) => [name, field(each, depth)])), {
    requiredKeys: [],
    noNullPrototype: true,
  });
  return all.map((made) => {
    const extra = choices.flatMap((choice) => choice.filter((name) => Object.hasOwn(made, name)).slice(1));
    return Object.fromEntries(Object.entries(made).filter(([name]) => !extra.includes(name)));
  });
}

/** Any configuration that the schema allows, sensible or not. */
export const anyConfig = message('ModelConfig', 0) as fc.Arbitrary<ModelConfig>;
