import type { Schema } from '../../contract/schema/schema.ts';
import { isObject, isString, mustBe } from '../openai/fields.ts';

/** What is wrong with a value, a sentence for each mistake that begins with the path in quotes. */
export function schemaProblems(schema: Schema, value: unknown, path = ''): readonly string[] {
  if (schema.oneOf !== undefined) return problemsOfVariant(schema.oneOf, value, path);
  if (!accepts(schema, value)) return [problem(path, expectation(schema), value)];
  if (isObject(value)) return problemsOfMembers(schema, value, path);
  if (!Array.isArray(value) || schema.items === undefined) return [];
  const { items } = schema;
  return value.flatMap((item, index) => schemaProblems(items, item, `${path}[${index}]`));
}

function problemsOfMembers(schema: Schema, value: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  const { properties = {}, required = [], additionalProperties } = schema;
  const known = Object.keys(properties);
  const missing = required.filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => problem(join(path, name), expectation(properties[name] ?? {}), undefined)),
    ...Object.entries(value).flatMap(([name, member]) => {
      const schemaOfMember = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      if (schemaOfMember === false) return [`'${join(path, name)}' is not known; known are ${known.join(', ')}`];
      return schemaOfMember === undefined || member === undefined ? [] : schemaProblems(schemaOfMember, member, join(path, name));
    }),
  ];
}

function problemsOfVariant(variants: readonly Schema[], value: unknown, path: string): readonly string[] {
  if (!isObject(value)) return [problem(path, 'an object', value)];
  const kinds = variants.flatMap(({ properties }) => properties?.kind?.enum ?? []);
  const variant = variants.find(({ properties }) => properties?.kind?.enum?.some((kind) => kind === value.kind));
  if (variant === undefined) return [problem(join(path, 'kind'), `one of ${kinds.join(', ')}`, value.kind)];
  return schemaProblems(variant, value, path);
}

function accepts(schema: Schema, value: unknown): boolean {
  if (schema.enum !== undefined) return schema.enum.some((allowed) => allowed === value);
  switch (schema.type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value) && value.length >= (schema.minItems ?? 0) && value.length <= (schema.maxItems ?? Infinity);
    case 'string':
      return isString(value) && fits(schema, value);
    case 'integer':
      return Number.isSafeInteger(value) && isWithin(schema, value as number);
    case 'number':
      return typeof value === 'number' && isWithin(schema, value);
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return true;
  }
}

const fits = ({ minLength = 0, maxLength = Infinity, pattern }: Schema, value: string): boolean =>
  value.length >= minLength && value.length <= maxLength && (pattern === undefined || new RegExp(pattern, 'u').test(value));

const isWithin = ({ minimum = -Infinity, maximum = Infinity, exclusiveMinimum }: Schema, value: number): boolean =>
  value >= minimum && value <= maximum && !(exclusiveMinimum && value === minimum);

/** Completes "must be …". */
function expectation(schema: Schema): string {
  if (schema.description !== undefined) return schema.description;
  if (schema.enum !== undefined) return schema.enum.map((value) => (isString(value) ? `'${value}'` : value)).join(' or ');
  switch (schema.type) {
    case 'array':
      return schema.minItems ? 'an array with at least one entry' : 'an array';
    case 'string':
      if (schema.pattern !== undefined) return `a string like ${schema.pattern}`;
      return schema.maxLength === undefined
        ? 'a string'
        : `a string of ${schema.minLength ?? 0} to ${schema.maxLength} characters`;
    case 'integer':
      return `an integer${range(schema)}`;
    case 'number':
      return `a number${range(schema)}`;
    case 'boolean':
      return 'true or false';
    default:
      return 'an object';
  }
}

function range({ minimum, maximum, exclusiveMinimum }: Schema): string {
  if (exclusiveMinimum) return ` above ${minimum}`;
  if (minimum === undefined) return '';
  return maximum === undefined ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`;
}

const problem = (path: string, expected: string, value: unknown): string => `'${path}' ${mustBe(expected, value)}`;

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
