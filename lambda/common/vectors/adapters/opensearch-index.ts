import { type EngineIndex, NEVER, type TenantKey } from '../engine.ts';
import { best } from '../fusion.ts';
import { type Match, VectorError, type VectorRecord } from '../vector-database.ts';
import { wordsOf } from '../words.ts';
import { batchesOf } from './batches.ts';
import type { Ask } from './json-http.ts';
import { factsOf, type Json, openSearchFilter } from './opensearch-filter.ts';

/** Most documents of one answer. */
const PAGE = 1_000;

/** @param now epoch milliseconds */
export function openSearchIndex(ask: Ask, name: string, now: () => number): EngineIndex {
  const search = async (body: Json): Promise<readonly Hit[]> => {
    const answer = await ask('POST', `/${name}/_search`, body);
    return (answer.body as { hits?: { hits?: readonly Hit[] } })?.hits?.hits ?? [];
  };

  const bulk = async (lines: readonly Json[]) => {
    if (lines.length === 0) return;
    const { body } = await ask('POST', `/${name}/_bulk`, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    const items = (body as { items?: readonly Record<string, { status?: number }>[] })?.items ?? [];
    const statuses = items.flatMap((item) => Object.values(item).map(({ status = 0 }) => status));
    // 404: what is to be deleted is gone already.
    const refused = statuses.filter((status) => status !== 404 && (status < 200 || status > 299));
    if (refused.length > 0)
      throw new VectorError([`opensearch: ${refused.length} of ${items.length} records refused, status ${refused[0]}`]);
  };

  /** Ids of the tenant's documents that one of the conditions is true of. */
  const idsOf = async (tenant: TenantKey, conditions: readonly Json[]): Promise<readonly string[]> => {
    const query = {
      bool: { filter: [ofTenant(tenant)], should: conditions, minimum_should_match: Math.min(1, conditions.length) },
    };
    const found: string[] = [];
    for (let after: readonly unknown[] | undefined; ; ) {
      const sort = [{ record: 'asc' }, { written: 'asc' }];
      const hits = await search({ size: PAGE, query, sort, _source: false, ...(after && { search_after: after }) });
      found.push(...hits.map(({ _id }) => _id));
      if (hits.length < PAGE) return found;
      after = hits.at(-1)?.sort;
    }
  };

  const remove = async (ids: readonly string[]) => {
    for (let from = 0; from < ids.length; from += PAGE) await bulk(ids.slice(from, from + PAGE).map(deletion));
  };

  return {
    upsert: async (tenant, records) => {
      const replaced = { terms: { record: records.map(({ id }) => id) } };
      const ids = await idsOf(tenant, [replaced, { range: { expires: { lte: now() } } }]);
      for (const batch of batchesOf(records)) {
        await bulk(batch.flatMap((record) => [{ index: {} }, documentOf(tenant, record, now())]));
      }
      await remove(ids);
    },
    nearest: async (tenant, { vector, filter, limit }) => {
      const scope = { bool: { filter: [ofTenant(tenant), { range: { expires: { gt: now() } } }, ...openSearchFilter(filter)] } };
      const hits = await search({
        size: limit,
        query: { knn: { vector: { vector: unit(vector), k: limit, filter: scope } } },
        _source: FIELDS,
      });
      // The score is 1 / (1 + d²), and d² of vectors of length 1 is 2 - 2 cos.
      return best(
        newest(hits).map((hit) => matchOf(hit, 1 - (1 / hit._score - 1) / 2)),
        limit,
      );
    },
    byWords: async (tenant, { words, filter, limit }) => {
      const scope = [ofTenant(tenant), { range: { expires: { gt: now() } } }, ...openSearchFilter(filter)];
      const query = { bool: { must: [{ match: { words: words.join(' ') } }], filter: scope } };
      const hits = await search({ size: limit, query, _source: FIELDS });
      return best(
        newest(hits).map((hit) => matchOf(hit, hit._score)),
        limit,
      );
    },
    deleteDocuments: async (tenant, documentIds) => remove(await idsOf(tenant, [{ terms: { document: documentIds } }])),
    deleteTenant: async (tenant) => remove(await idsOf(tenant, [])),
  };
}

const FIELDS = ['record', 'document', 'text', 'metadata', 'written'];

interface Hit {
  readonly _id: string;
  readonly _score: number;
  readonly sort?: readonly unknown[];
  readonly _source: {
    readonly record: string;
    readonly document: string;
    readonly text?: string;
    readonly metadata: string;
    readonly written: number;
  };
}

/** Of two documents with one record's id, which are there for a moment after an upsert, the one that was written last. */
function newest(hits: readonly Hit[]): readonly Hit[] {
  const byRecord = new Map<string, Hit>();
  for (const hit of hits) {
    const { record, written } = hit._source;
    if (written >= (byRecord.get(record)?._source.written ?? 0)) byRecord.set(record, hit);
  }
  return [...byRecord.values()];
}

const matchOf = ({ _source: { record, document, text, metadata } }: Hit, score: number): Match => ({
  ...{ id: record, documentId: document, score, metadata: JSON.parse(metadata) },
  ...(text !== undefined && { text }),
});

const ofTenant = (tenant: TenantKey): Json => ({ term: { tenant } });
const deletion = (_id: string): Json => ({ delete: { _id } });

function documentOf(tenant: TenantKey, record: VectorRecord, written: number): Json {
  const { id, documentId, vector, text, metadata, expiresAt = NEVER } = record;
  return {
    ...{ tenant, record: id, document: documentId, vector: unit(vector), expires: expiresAt, written },
    ...factsOf(metadata),
    metadata: JSON.stringify(metadata),
    ...(text && { text, words: wordsOf(text).join(' ') }),
  };
}

function unit(vector: Float32Array): readonly number[] {
  const length = Math.hypot(...vector);
  return Array.from(vector, (number) => number / length);
}
