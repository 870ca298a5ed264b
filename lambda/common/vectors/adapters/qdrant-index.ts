import { createHash } from 'node:crypto';
import { type EngineIndex, NEVER, type TenantKey } from '../engine.ts';
import { best } from '../fusion.ts';
import type { Condition, Filter, Match, VectorRecord } from '../vector-database.ts';
import { wordsOf } from '../words.ts';
import { batchesOf } from './batches.ts';
import type { Ask } from './json-http.ts';
import { queryWeights, textWeights } from './sparse-words.ts';

type Json = Readonly<Record<string, unknown>>;

/** @param now epoch milliseconds */
export function qdrantIndex(ask: Ask, name: string, now: () => number): EngineIndex {
  const points = `/collections/${name}/points`;
  const remove = (must: readonly Json[]) => ask('POST', `${points}/delete?wait=true`, { filter: { must } });

  const search = async (tenant: TenantKey, filter: Filter, limit: number, query: Json): Promise<readonly Match[]> => {
    const must = [ofTenant(tenant), { key: 'expires', range: { gt: now() } }, ...conditionsOf(filter)];
    const { body } = await ask('POST', `${points}/query`, { ...query, filter: { must }, limit, with_payload: true });
    const found = (body as { result?: { points?: readonly Point[] } })?.result?.points ?? [];
    return best(found.map(matchOf), limit);
  };

  return {
    upsert: async (tenant, records) => {
      await remove([ofTenant(tenant), { key: 'expires', range: { lte: now() } }]);
      for (const batch of batchesOf(records)) {
        await ask('PUT', `${points}?wait=true`, { points: batch.map((record) => pointOf(tenant, record)) });
      }
    },
    nearest: (tenant, { vector, filter, limit }) => search(tenant, filter, limit, { query: [...vector], using: 'dense' }),
    byWords: (tenant, { words, filter, limit }) => search(tenant, filter, limit, { query: queryWeights(words), using: 'words' }),
    deleteDocuments: async (tenant, documentIds) => {
      await remove([ofTenant(tenant), { key: 'document', match: { any: documentIds } }]);
    },
    deleteTenant: async (tenant) => {
      await remove([ofTenant(tenant)]);
    },
  };
}

const ofTenant = (tenant: TenantKey): Json => ({ key: 'tenant', match: { value: tenant } });

interface Point {
  readonly score: number;
  readonly payload: {
    readonly record: string;
    readonly document: string;
    readonly text?: string;
    readonly metadata: Match['metadata'];
  };
}

const matchOf = ({ score, payload: { record, document, text, metadata } }: Point): Match => ({
  ...{ id: record, documentId: document, score, metadata },
  ...(text !== undefined && { text }),
});

function pointOf(tenant: TenantKey, { id, documentId, vector, text, metadata, expiresAt = NEVER }: VectorRecord): Json {
  const words = text ? { words: textWeights(wordsOf(text)) } : {};
  return {
    id: pointId(tenant, id),
    vector: { dense: [...vector], ...words },
    payload: { tenant, record: id, document: documentId, metadata, expires: expiresAt, ...(text && { text }) },
  };
}

/** Qdrant knows numbers and UUIDs only; the tenant is part of it, so that none can write over another's. */
function pointId(tenant: TenantKey, id: string): string {
  const hex = createHash('sha256').update(`${tenant}\n${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const conditionsOf = (filter: Filter): readonly Json[] =>
  Object.entries(filter).map(([key, condition]) => conditionOn(`metadata.${key}`, condition));

function conditionOn(key: string, condition: Condition): Json {
  // Matches know whole numbers only, ranges know all of them.
  if (typeof condition === 'number') return { key, range: { gte: condition, lte: condition } };
  if (typeof condition !== 'object') return { key, match: { value: condition } };
  if ('in' in condition) return { should: condition.in.map((value) => conditionOn(key, value)) };
  return { key, range: condition };
}
