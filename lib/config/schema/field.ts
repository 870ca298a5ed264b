import { z } from 'zod';

/** How a message speaks of a part of the input: `<value> is not <is>; use <use>`. */
export interface Rule {
  readonly is: string;
  readonly use: string;
  /** The only values there are, to suggest from. */
  readonly known?: readonly string[];
  /** Nothing found here is ever shown. */
  readonly secret?: true;
}

const rules = z.registry<Rule>();

/** The rule of a schema made by the functions below. */
export function ruleOf(schema: z.core.$ZodType | undefined): Rule | undefined {
  return schema && rules.get(schema);
}

/** A schema with its description, which goes into the JSON Schema, and its rule, which goes into messages. */
export function field<S extends z.ZodType>(schema: S, description: string, rule: Rule): S {
  const described = schema.describe(description);
  rules.add(described, rule);
  return described;
}

/** An object with these fields and no others. */
export function section<S extends z.core.$ZodLooseShape>(shape: S, description: string, rule?: Partial<Rule>) {
  const fields = `an object with ${Object.keys(shape).join(', ')}`;
  const mayBeEmpty = Object.values(shape).every((part) => part instanceof z.ZodOptional);
  const use = mayBeEmpty ? `{} or ${fields}` : fields;
  return field(z.strictObject(shape), description, { is: 'an object', use, ...rule });
}

/** An object whose keys are names. */
export function named<K extends z.ZodString, V extends z.ZodType>(key: K, value: V, description: string, use: string) {
  return field(z.record(key, value), description, { is: 'an object', use });
}

/** A whole number within bounds; the example is for messages. */
export function whole(from: number, to: number, example: number, description: string) {
  return field(z.int().min(from).max(to), description, {
    is: `a whole number from ${from} to ${to}`,
    use: `a number such as ${example}`,
  });
}

/** A list is never empty: who wants nothing leaves the field out. */
export function list<S extends z.ZodType>(element: S, description: string, use: string, most = 100) {
  return field(z.array(element).min(1).max(most), description, { is: `a list of 1 to ${most}`, use });
}

/** One of a few words or numbers. */
export function oneOf<const T extends readonly (string | number)[]>(values: T, description: string) {
  const known = values.map(String);
  return field(z.literal([...values] as T[number][]), description, { is: 'one of those allowed', use: known.join(', '), known });
}

/** A text of a certain form. */
export function text(pattern: RegExp, description: string, rule: Rule) {
  return field(z.string().regex(pattern), description, rule);
}
