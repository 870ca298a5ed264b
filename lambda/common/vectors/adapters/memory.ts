import { requireSame } from '../checked.ts';
import type { Engine, EngineIndex, NearestQuery, TenantKey } from '../engine.ts';
import { best } from '../fusion.ts';
import type { Condition, Filter, IndexDefinition, Match, Metadata, MetadataValue, VectorRecord } from '../vector-database.ts';
import { wordsOf } from '../words.ts';
import { bm25 } from './bm25.ts';

type Partition = Map<string, VectorRecord>;

interface Held {
  readonly definition: IndexDefinition;
  readonly partitions: Map<TenantKey, Partition>;
}

/**
 * Everything in this process, compared one by one: exact, and gone with the process. What the other engines are held against.
 *
 * @param now epoch milliseconds
 */
export function memoryEngine(now: () => number = Date.now): Engine {
  const indexes = new Map<string, Held>();
  return {
    open: async (definition) => {
      const held = indexes.get(definition.name) ?? { definition, partitions: new Map<TenantKey, Partition>() };
      requireSame(definition, held.definition);
      indexes.set(definition.name, held);
      return memoryIndex(held.partitions, now);
    },
    close: async () => indexes.clear(),
  };
}

function memoryIndex(partitions: Map<TenantKey, Partition>, now: () => number): EngineIndex {
  const living = (tenant: TenantKey, filter: Filter): readonly VectorRecord[] => {
    const at = now();
    const records = [...(partitions.get(tenant)?.values() ?? [])];
    return records.filter(({ expiresAt = Number.POSITIVE_INFINITY, metadata }) => expiresAt > at && meets(metadata, filter));
  };
  return {
    upsert: async (tenant, records) => {
      const partition = partitions.get(tenant) ?? new Map<string, VectorRecord>();
      partitions.set(tenant, partition);
      const at = now();
      for (const [id, { expiresAt = Number.POSITIVE_INFINITY }] of partition) if (expiresAt <= at) partition.delete(id);
      for (const record of records) partition.set(record.id, { ...record, vector: record.vector.slice() });
    },
    nearest: async (tenant, { vector, filter, limit }: NearestQuery) =>
      best(
        living(tenant, filter).map((record) => matchOf(record, cosine(record.vector, vector))),
        limit,
      ),
    byWords: async (tenant, { words, filter, limit }) => {
      const records = living(tenant, filter);
      const scores = bm25(
        records.map(({ text = '' }) => wordsOf(text)),
        words,
      );
      const matches = records.map((record, position) => matchOf(record, scores[position] ?? 0));
      return best(
        matches.filter(({ score }) => score > 0),
        limit,
      );
    },
    deleteDocuments: async (tenant, documentIds) => {
      const partition = partitions.get(tenant) ?? new Map<string, VectorRecord>();
      for (const [id, { documentId }] of partition) if (documentIds.includes(documentId)) partition.delete(id);
    },
    deleteTenant: async (tenant) => {
      partitions.delete(tenant);
    },
  };
}

const matchOf = ({ id, documentId, text, metadata }: VectorRecord, score: number): Match => ({
  ...{ id, documentId, score, metadata },
  ...(text && { text }),
});

function cosine(one: Float32Array, other: Float32Array): number {
  let [product, square, otherSquare] = [0, 0, 0];
  for (const [position, number] of one.entries()) {
    const its = other[position] ?? 0;
    product += number * its;
    square += number * number;
    otherSquare += its * its;
  }
  return product / Math.sqrt(square * otherSquare);
}

const meets = (metadata: Metadata, filter: Filter): boolean =>
  Object.entries(filter).every(([key, condition]) => Object.hasOwn(metadata, key) && fits(metadata[key], condition));

function fits(value: MetadataValue | undefined, condition: Condition): boolean {
  if (typeof condition !== 'object') return value === condition;
  if ('in' in condition) return condition.in.some((one) => one === value);
  const { gt, gte, lt, lte } = condition;
  if (typeof value !== 'number') return false;
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}
