/** How much may be used at most. Whole numbers above 0; each may be left out. */
export interface RateLimits {
  /** In any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Of prompts and answers, in any 60 seconds. */
  readonly tokensPerMinute?: number;
  /** Requests that run at the same time. */
  readonly concurrency?: number;
}

/** The limits of a tenant as a whole, and of each of its keys and users. */
export interface TenantLimits extends RateLimits {
  readonly perKey?: RateLimits;
  /** By the request's `user`, under its key. */
  readonly perUser?: RateLimits;
  /** While the shared store is out of reach: refuse with 503, or let each router process grant a tenth of every limit by itself. */
  readonly whenUnavailable: 'refuse' | 'localShare';
}
