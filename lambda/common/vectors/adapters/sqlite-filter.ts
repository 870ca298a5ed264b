import type { SQLInputValue } from 'node:sqlite';
import type { Condition, Filter } from '../vector-database.ts';

interface Sql {
  readonly condition: string;
  readonly values: readonly SQLInputValue[];
}

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** A filter as a condition on the column `metadata`; empty for no filter. Keys are letters, digits and underscores, values are parameters. */
export function sqliteFilter(filter: Filter): Sql {
  const parts = Object.entries(filter).map(([key, condition]) => conditionOn(`'$.${key}'`, condition));
  return { condition: parts.map(({ condition }) => condition).join(' AND '), values: parts.flatMap(({ values }) => values) };
}

function conditionOn(place: string, condition: Condition): Sql {
  // `->` gives the value as JSON, so that types count: true is not 1.
  if (typeof condition !== 'object') return { condition: `metadata -> ${place} = ?`, values: [JSON.stringify(condition)] };
  if ('in' in condition) {
    const marks = condition.in.map(() => '?').join(', ');
    return { condition: `metadata -> ${place} IN (${marks})`, values: condition.in.map((value) => JSON.stringify(value)) };
  }
  const bounds = Object.entries(OPERATORS).flatMap(([bound, operator]) => {
    const value = condition[bound as keyof typeof OPERATORS];
    return value === undefined ? [] : [{ operator, value }];
  });
  return {
    condition: [
      `json_type(metadata, ${place}) IN ('integer', 'real')`,
      ...bounds.map(({ operator }) => `metadata ->> ${place} ${operator} ?`),
    ].join(' AND '),
    values: bounds.map(({ value }) => value),
  };
}
