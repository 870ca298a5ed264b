import type { Schema } from './schema.ts';

type Schemas = Readonly<Record<string, Schema>>;

const NULL: Schema = { type: 'null' };

/**
 * Schemas of which those that requests are made of say that null counts as absent: of members that need not be there, and of those that
 * nobody knows.
 *
 * @param requests names of the schemas that bodies of requests have
 */
export function withNulls(schemas: Schemas, requests: readonly string[]): Schemas {
  const asked = new Set(requests);
  // Grows while it is walked through.
  for (const name of asked) for (const [, other = ''] of JSON.stringify(schemas[name]).matchAll(REFERENCE)) asked.add(other);
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, asked.has(name) ? withNullsInside(schema) : schema]),
  );
}

const REFERENCE = /#\/components\/schemas\/(\w+)/g;

function withNullsInside(schema: Schema): Schema {
  const { items, anyOf, properties, required = [], additionalProperties } = schema;
  return {
    ...schema,
    ...(items && { items: withNullsInside(items) }),
    ...(anyOf && { anyOf: anyOf.map(withNullsInside) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, member]) => {
          const inside = withNullsInside(member);
          return [name, required.includes(name) ? inside : orNull(inside)];
        }),
      ),
    }),
    ...(additionalProperties === false && { additionalProperties: NULL }),
  };
}

/** What may be anything may be null already. */
function orNull({ description, ...schema }: Schema): Schema {
  const described = description === undefined ? {} : { description };
  if (Object.keys(schema).length === 0) return described;
  const { anyOf = [schema] } = schema;
  return { ...described, anyOf: anyOf.some(({ type }) => type === 'null') ? anyOf : [...anyOf, NULL] };
}
