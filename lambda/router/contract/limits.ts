/** How much may be used at most. Whole numbers above 0; each may be left out. Windows slide. */
export interface RateLimits {
  /** In any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Of prompts and answers, in any 60 seconds. */
  readonly tokensPerMinute?: number;
  /** What models cost, in any 60 seconds. Models without a known price count as free. */
  readonly microDollarsPerMinute?: number;
  /** The same, in any 24 hours. */
  readonly microDollarsPerDay?: number;
  /** The same, in any 30 days. */
  readonly microDollarsPerMonth?: number;
  /** Requests that run at the same time. */
  readonly concurrency?: number;
}

/** The limits that all tenants of an organisation are under together. */
export interface OrganisationLimits extends RateLimits {
  readonly name: string;
}

/** The limits of a tenant as a whole, of its organisation, and of each of its keys, their users and their sessions. */
export interface TenantLimits extends RateLimits {
  /** @default - the tenant stands alone, or its organisation is not limited */
  readonly organisation?: OrganisationLimits;
  readonly perKey?: RateLimits;
  /** By the request's `user`, under its key. */
  readonly perUser?: RateLimits;
  /** By the request's header `x-session-id`, under its key. */
  readonly perSession?: RateLimits;
  /** While the shared store is out of reach: refuse with 503, or let each router process grant a tenth of every limit by itself. */
  readonly whenUnavailable: 'refuse' | 'localShare';
}
