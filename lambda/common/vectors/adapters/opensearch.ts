import { requireSame } from '../checked.ts';
import type { Engine } from '../engine.ts';
import type { IndexDefinition } from '../vector-database.ts';
import { type AwsAccess, awsHeaders } from './aws-headers.ts';
import { type Ask, jsonClient } from './json-http.ts';
import { openSearchIndex } from './opensearch-index.ts';

export interface OpenSearchOptions extends AwsAccess {
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

/**
 * A collection for vector search of OpenSearch Serverless. Such a collection gives every document an id of its own and does not delete by a
 * query: an upsert looks for what it replaces, and what was written within the last minute may not be found yet.
 *
 * @param endpoint of the collection, e.g. `https://abc123.eu-west-1.aoss.amazonaws.com`
 */
export function openSearchEngine(endpoint: string, options: OpenSearchOptions): Engine {
  const { now = Date.now } = options;
  const ask = jsonClient('opensearch', endpoint, awsHeaders(endpoint, 'aoss', options));
  return {
    open: async (definition) => {
      await create(ask, definition);
      return openSearchIndex(ask, definition.name, now);
    },
    close: async () => undefined,
  };
}

async function create(ask: Ask, definition: IndexDefinition): Promise<void> {
  const { name, model, dimension } = definition;
  let known = await ask('GET', `/${name}`, undefined, [404]);
  if (known.status === 404) {
    // 400: somebody else was faster. What is there is read again.
    await ask('PUT', `/${name}`, { settings: { index: { knn: true } }, mappings: mappingsFor(model, dimension) }, [400]);
    known = await ask('GET', `/${name}`);
  }
  const index = (known.body as Record<string, { mappings?: Mappings }> | undefined)?.[name];
  const { _meta, properties } = index?.mappings ?? {};
  requireSame(definition, { model: _meta?.model ?? '', dimension: properties?.vector?.dimension ?? 0 });
}

interface Mappings {
  readonly _meta?: { readonly model?: string };
  readonly properties?: { readonly vector?: { readonly dimension?: number } };
}

/**
 * Metadata has no fields of its own: a tenant's key could then have a type that keeps another tenant from writing, or use up the fields that an
 * index may have. Vectors are kept at length 1, where L2 and cosine are the same.
 */
const mappingsFor = (model: string, dimension: number) => ({
  _meta: { model },
  dynamic: false,
  properties: {
    ...Object.fromEntries(['tenant', 'record', 'document', 'facts'].map((field) => [field, { type: 'keyword' }])),
    ...Object.fromEntries(['expires', 'written'].map((field) => [field, { type: 'long' }])),
    vector: { type: 'knn_vector', dimension, method: { name: 'hnsw', engine: 'faiss', space_type: 'l2' } },
    words: { type: 'text' },
    numbers: { type: 'nested', properties: { key: { type: 'keyword' }, value: { type: 'double' } } },
  },
});
