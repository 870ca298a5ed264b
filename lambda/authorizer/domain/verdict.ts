import type { CallerContext } from '../contract.ts';

/** The authorizer's answer about one credential. `reason` is for the log: it never holds any part of a secret or token. */
export type Verdict =
  | { readonly kind: 'allow'; readonly caller: CallerContext }
  /** Not known to be anyone: HTTP 401. */
  | { readonly kind: 'unauthenticated'; readonly reason: string; readonly keyId?: string }
  /** Known, but not a caller of this platform: HTTP 403. */
  | { readonly kind: 'forbidden'; readonly reason: string; readonly principal: string };
