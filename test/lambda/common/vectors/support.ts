import fc from 'fast-check';
import type {
  IndexDefinition,
  Match,
  VectorDatabase,
  VectorIndex,
  VectorRecord,
} from '../../../../lambda/common/vectors/vector-database.ts';

/** What the contract runs against. */
export interface Subject {
  readonly name: string;
  /** The same one each time; each test opens indexes of its own. */
  readonly database: () => VectorDatabase;
  /** Epoch milliseconds, as the database's clock says. */
  readonly clock: { now: number };
  /** @default 25 */
  readonly runs?: number;
}

/** A sentence that holds for an engine, and how that is seen. */
export type Part = readonly [string, (subject: Subject) => Promise<void>];

export const MODEL = 'test-model-1';
export const vectorOf = (...numbers: readonly number[]): Float32Array => Float32Array.from(numbers);

export const record = (id: string, vector: Float32Array, more: Partial<VectorRecord> = {}): VectorRecord => ({
  ...{ id, documentId: `document of ${id}`, model: MODEL, vector, metadata: {} },
  ...more,
});

export const ids = (matches: readonly Match[]): readonly string[] => matches.map(({ id }) => id);

/** Cosines by hand, best first, ties by id. */
export function exact(
  records: readonly VectorRecord[],
  query: Float32Array,
  limit: number,
): readonly { id: string; score: number }[] {
  const scored = records.map(({ id, vector }) => ({ id, score: cosine(vector, query) }));
  return scored.sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1)).slice(0, limit);
}

function cosine(one: Float32Array, other: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, number, position) => sum + number * (b[position] ?? 0), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

/** Names that have gone wrong somewhere: quotes, newlines, wildcards, statements, 10,000 characters, and pairs that are easily taken for one another. */
export const TENANTS: readonly string[] = [
  ...[
    'a',
    'A',
    ' a',
    'a ',
    'á',
    'a\u0301',
    "o'brien",
    '"',
    '`',
    '\\',
    '%',
    '_',
    '*',
    '?',
    '{}',
    '..',
    '/',
    '\n',
    'a\nb',
    '\0',
    'a\0',
  ],
  ...[
    "'; DROP TABLE vector_indexes; --",
    '$(tenant)',
    '__proto__',
    'constructor',
    'null',
    'x'.repeat(10_000),
    `${'x'.repeat(9_999)}y`,
  ],
  ...['😀', '日本', '-1', '0', 'true', '[]', '"}]}', 'a" OR "b', '\u202e'],
];

let count = 0;

/** An index that no other test has. */
export const fresh = (dimension: number): IndexDefinition => {
  count += 1;
  return { name: `contract-${process.pid % 10_000}-${count}`, model: MODEL, dimension };
};

export const open = (subject: Subject, dimension: number): Promise<VectorIndex> => subject.database().open(fresh(dimension));

const number = fc.integer({ min: -100, max: 100 });
const vector = fc
  .tuple(number, number, number)
  .filter((numbers) => numbers.some((one) => one !== 0))
  .map((numbers) => vectorOf(...numbers));

export const arbitraryRecords = (most: number) =>
  fc
    .array(fc.record({ vector, colour: fc.constantFrom('red', 'blue', "gr'een"), size: fc.integer({ min: 0, max: 9 }) }), {
      maxLength: most,
    })
    .map((all) => all.map(({ vector: given, ...metadata }, position) => record(`r${position}`, given, { metadata })));

export const arbitraryVector = vector;
