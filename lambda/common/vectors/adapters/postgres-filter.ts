import type { Condition, Filter } from '../vector-database.ts';

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/**
 * A filter as conditions on the column `metadata`, each with `AND ` before it. Keys are letters, digits and underscores.
 *
 * @param parameter takes a value and gives the mark that stands for it
 */
export const postgresFilter = (filter: Filter, parameter: (value: unknown) => string): string =>
  Object.entries(filter)
    .map(([key, condition]) => `AND ${conditionOn(key, condition, parameter)} `)
    .join('');

function conditionOn(key: string, condition: Condition, parameter: (value: unknown) => string): string {
  // Values are compared as JSON, so that types count; `@>` is what the index on the column answers.
  const equals = (value: unknown) => `metadata @> ${parameter(JSON.stringify({ [key]: value }))}::jsonb`;
  if (typeof condition !== 'object') return equals(condition);
  if ('in' in condition) return `(${condition.in.map(equals).join(' OR ')})`;
  const bounds = Object.entries(OPERATORS).flatMap(([bound, operator]) => {
    const value = condition[bound as keyof typeof OPERATORS];
    return value === undefined ? [] : [`metadata -> '${key}' ${operator} ${parameter(JSON.stringify(value))}::jsonb`];
  });
  return `(jsonb_typeof(metadata -> '${key}') = 'number' AND ${bounds.join(' AND ')})`;
}
