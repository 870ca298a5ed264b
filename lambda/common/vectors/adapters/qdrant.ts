import { requireSame } from '../checked.ts';
import type { Engine } from '../engine.ts';
import type { IndexDefinition } from '../vector-database.ts';
import { type Ask, jsonClient } from './json-http.ts';
import { qdrantIndex } from './qdrant-index.ts';

export interface QdrantOptions {
  /** Asked for each request. @default - the server asks for no key */
  readonly key?: (() => Promise<string>) | undefined;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

/**
 * Qdrant 1.16 or newer over its REST API: a collection for each index, in which tenants are parts of one graph's storage that each search
 * stays within.
 *
 * @param url e.g. `https://qdrant.example.com:6333`
 */
export function qdrantEngine(url: string, { key, now = Date.now }: QdrantOptions = {}): Engine {
  const ask = jsonClient('qdrant', url, async () => ({
    'content-type': 'application/json',
    ...(key && { 'api-key': await key() }),
  }));
  return {
    open: async (definition) => {
      await create(ask, definition);
      return qdrantIndex(ask, definition.name, now);
    },
    close: async () => undefined,
  };
}

async function create(ask: Ask, definition: IndexDefinition): Promise<void> {
  const path = `/collections/${definition.name}`;
  const { name, model, dimension } = definition;
  const known = await ask('GET', path, undefined, [404]);
  if (known.status === 404) {
    // Somebody else may be faster, which is as good: what is there is read again.
    await ask(
      'PUT',
      path,
      {
        vectors: { dense: { size: dimension, distance: 'Cosine' } },
        sparse_vectors: { words: { modifier: 'idf' } },
        // No graph over all tenants: one for each.
        hnsw_config: { payload_m: 16, m: 0 },
        metadata: { model },
      },
      [400, 409],
    );
  }
  // Again each time: whoever made the collection may not have come so far.
  for (const [field_name, field_schema] of Object.entries(FIELDS))
    await ask('PUT', `${path}/index?wait=true`, { field_name, field_schema });
  const { body } = known.status === 404 ? await ask('GET', path) : known;
  const { config } = (body as { result?: { config?: Config } })?.result ?? {};
  requireSame(
    { name, model, dimension },
    { model: config?.metadata?.model ?? '', dimension: config?.params?.vectors?.dense?.size ?? 0 },
  );
}

/** What searches stay within, and what is deleted by. */
const FIELDS = { tenant: { type: 'keyword', is_tenant: true }, document: 'keyword', expires: 'integer' };

interface Config {
  readonly params?: { readonly vectors?: { readonly dense?: { readonly size?: number } } };
  readonly metadata?: { readonly model?: string };
}
