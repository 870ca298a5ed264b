import type { Filter, IndexDefinition, Match, VectorRecord } from './vector-database.ts';

/** What an engine does behind the checks: values are well-formed, vectors have the index' dimension, tenants are named by their key. */
export interface Engine {
  open(definition: IndexDefinition): Promise<EngineIndex>;
  close(): Promise<void>;
}

export interface EngineIndex {
  upsert(tenant: TenantKey, records: readonly VectorRecord[]): Promise<void>;
  nearest(tenant: TenantKey, query: NearestQuery): Promise<readonly Match[]>;
  /** Ranks by the words of a text. */
  byWords(tenant: TenantKey, query: WordsQuery): Promise<readonly Match[]>;
  deleteDocuments(tenant: TenantKey, documentIds: readonly string[]): Promise<void>;
  deleteTenant(tenant: TenantKey): Promise<void>;
}

/** SHA-256 of a tenant's name, 64 hexadecimal digits: safe in any statement, path and name of an index. */
export type TenantKey = string & { readonly brand: 'tenant' };

interface Scope {
  readonly filter: Filter;
  readonly limit: number;
}

export interface NearestQuery extends Scope {
  readonly vector: Float32Array;
}

export interface WordsQuery extends Scope {
  /** At least one. */
  readonly words: readonly string[];
}

/** The end of what does not expire: the largest integer that every engine keeps exactly. */
export const NEVER = Number.MAX_SAFE_INTEGER;
