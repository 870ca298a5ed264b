/** How answers to a tenant are kept and given again. */
export interface TenantCache {
  /** Seconds for which an answer may be given again. */
  readonly ttlSeconds: number;
  /** Seconds after that in which it may still stand in for models that fail. @default - never */
  readonly staleIfErrorSeconds?: number;
  /** An answer with a larger body is not kept. */
  readonly maxEntryBytes: number;
  /** True when `user` and `safety_identifier` have no influence on answers, so that all users share them. */
  readonly shareAcrossUsers: boolean;
  /** @default - only the very same request gets an answer again */
  readonly semantic?: SemanticCache;
}

/** Answers for questions that mean the same, in conversations that are otherwise the same. */
export interface SemanticCache {
  /** A configured model of kind `hashing-embedder` or `openai`. */
  readonly model: string;
  /** Lowest cosine similarity at which two questions mean the same, above 0 and at most 1. */
  readonly threshold: number;
}
