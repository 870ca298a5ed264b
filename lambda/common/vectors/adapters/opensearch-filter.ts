import type { Condition, Filter, Metadata } from '../vector-database.ts';

export type Json = Readonly<Record<string, unknown>>;

/** What filters look at: each key with its value as one word, and numbers once more for ranges. */
export const factsOf = (metadata: Metadata): Json => ({
  facts: Object.entries(metadata).map(([key, value]) => factOf(key, value)),
  numbers: Object.entries(metadata).flatMap(([key, value]) => (typeof value === 'number' ? [{ key, value }] : [])),
});

export const openSearchFilter = (filter: Filter): readonly Json[] =>
  Object.entries(filter).map(([key, condition]) => conditionOn(key, condition));

function conditionOn(key: string, condition: Condition): Json {
  if (typeof condition !== 'object') return { term: { facts: factOf(key, condition) } };
  if ('in' in condition) return { terms: { facts: condition.in.map((value) => factOf(key, value)) } };
  const query = { bool: { filter: [{ term: { 'numbers.key': key } }, { range: { 'numbers.value': condition } }] } };
  return { nested: { path: 'numbers', query } };
}

/** Types count, so the value is written as JSON. */
const factOf = (key: string, value: unknown): string => `${key}=${JSON.stringify(value)}`;
