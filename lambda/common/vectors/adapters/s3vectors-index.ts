import { requireSame } from '../checked.ts';
import type { EngineIndex, TenantKey } from '../engine.ts';
import { best } from '../fusion.ts';
import type { Filter, IndexDefinition, VectorRecord } from '../vector-database.ts';
import { batchesOf } from './batches.ts';
import type { Ask } from './json-http.ts';
import { conditionsOf, matchOf, modelKey, TEXT_KEY, type Vector, vectorOf } from './s3vectors-json.ts';

type Json = Readonly<Record<string, unknown>>;

/** Most keys that one request lists, and that one deletes. */
const PAGE = 1_000;
const BATCH = 500;

/** Most answers of one search, and the longest text that one is for. */
const MOST = 100;
const QUERY_CHARACTERS = 1_024;

/** @param now epoch milliseconds */
export function s3VectorsIndex(ask: Ask, vectorBucketName: string, definition: IndexDefinition, now: () => number): EngineIndex {
  const { name, model, dimension } = definition;
  const placeOf = (tenant: TenantKey) => ({ vectorBucketName, indexName: `${name}-${tenant.slice(0, 32)}` });

  /** @throws VectorError when the tenant's index is not of this model and dimension. @returns false when there is none */
  const isThere = async (tenant: TenantKey): Promise<boolean> => {
    const { status, body } = await ask('POST', '/GetIndex', placeOf(tenant), [404]);
    if (status === 404) return false;
    const { index } = body as {
      index?: { dimension?: number; metadataConfiguration?: { nonFilterableMetadataKeys?: readonly string[] } };
    };
    const same = index?.metadataConfiguration?.nonFilterableMetadataKeys?.includes(modelKey(model));
    requireSame(definition, { model: same ? model : 'another model', dimension: index?.dimension ?? 0 });
    return true;
  };

  /** Asked once for each tenant: what an index was made for never changes. An index that goes meanwhile is status 404 later. */
  const seen = new Set<TenantKey>();
  const ensure = async (tenant: TenantKey, make: boolean): Promise<boolean> => {
    if (seen.has(tenant)) return true;
    let there = await isThere(tenant);
    if (!there && make) {
      const metadataConfiguration = {
        nonFilterableMetadataKeys: [TEXT_KEY, modelKey(model)],
        // Without a language: the standard analyser, for words of any.
        textSearchConfigurations: [{ metadataKey: TEXT_KEY }],
      };
      const shape = { dataType: 'float32', distanceMetric: 'cosine', dimension, metadataConfiguration };
      // 409: somebody else was faster.
      await ask('POST', '/CreateIndex', { ...placeOf(tenant), ...shape }, [409]);
      there = await isThere(tenant);
    }
    if (there) seen.add(tenant);
    return there;
  };

  const query = async (tenant: TenantKey, wanted: Json): Promise<readonly Vector[]> => {
    if (!(await ensure(tenant, false))) return [];
    const { body } = await ask('POST', '/QueryVectors', { ...placeOf(tenant), ...wanted, returnMetadata: true }, [404]);
    return (body as { vectors?: readonly Vector[] })?.vectors ?? [];
  };

  const living = (filter: Filter) => ({ $and: [{ _expires: { $gt: now() } }, ...conditionsOf(filter)] });

  const remove = async (tenant: TenantKey, keys: readonly string[]) => {
    for (let from = 0; from < keys.length; from += BATCH) {
      await ask('POST', '/DeleteVectors', { ...placeOf(tenant), keys: keys.slice(from, from + BATCH) }, [404]);
    }
  };

  /** Nothing is deleted by a filter: every key is looked at. */
  const keysOf = async (tenant: TenantKey, documentIds: readonly string[]): Promise<readonly string[]> => {
    const keys: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = { maxResults: PAGE, returnMetadata: true, ...(nextToken && { nextToken }) };
      const { body } = await ask('POST', '/ListVectors', { ...placeOf(tenant), ...page }, [404]);
      const listed = (body ?? {}) as { vectors?: readonly Vector[]; nextToken?: string };
      for (const { key, metadata } of listed.vectors ?? []) if (documentIds.includes(metadata._document)) keys.push(key);
      nextToken = listed.nextToken;
    } while (nextToken);
    return keys;
  };

  const put = async (tenant: TenantKey, records: readonly VectorRecord[]) => {
    const body = { ...placeOf(tenant), vectors: records.map(vectorOf) };
    const { status } = await ask('POST', '/PutVectors', body, [404]);
    if (status !== 404) return;
    // Another process has deleted the tenant.
    seen.delete(tenant);
    await ensure(tenant, true);
    await ask('POST', '/PutVectors', body);
  };

  return {
    upsert: async (tenant, records) => {
      await ensure(tenant, true);
      const [first] = records;
      if (first?.expiresAt !== undefined) {
        const nearBy = { queryVector: { float32: [...first.vector] }, filter: { _expires: { $lte: now() } }, topK: MOST };
        const expired = await query(tenant, nearBy);
        await remove(
          tenant,
          expired.map(({ key }) => key),
        );
      }
      for (const batch of batchesOf(records)) await put(tenant, batch);
    },
    nearest: async (tenant, { vector, filter, limit }) => {
      const queryVector = { float32: [...vector] };
      const found = await query(tenant, { queryVector, filter: living(filter), topK: limit, returnDistance: true });
      return best(
        found.map((one) => matchOf(one, 1 - (one.distance ?? 0))),
        limit,
      );
    },
    byWords: async (tenant, { words, filter, limit }) => {
      const queryTexts = [{ metadataKey: TEXT_KEY, text: words.join(' ').slice(0, QUERY_CHARACTERS) }];
      const found = await query(tenant, { queryTexts, filter: living(filter), topK: limit, returnScores: true });
      return best(
        found.map((one) => matchOf(one, one.scores?.bm25Scores?.[0]?.score ?? 0)),
        limit,
      );
    },
    deleteDocuments: async (tenant, documentIds) => {
      if (await ensure(tenant, false)) await remove(tenant, await keysOf(tenant, documentIds));
    },
    deleteTenant: async (tenant) => {
      await ask('POST', '/DeleteIndex', placeOf(tenant), [404]);
      seen.delete(tenant);
    },
  };
}
