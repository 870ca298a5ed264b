import type { Flights } from './flights.ts';
import type { Found, ResponseCache, SemanticIndex } from './store.ts';

/** Everything that the cache needs from outside. */
export interface CachePorts {
  readonly answers: ResponseCache;
  readonly vectors: SemanticIndex;
  /** Requests of this process that are being answered. */
  readonly flights: Flights<Found>;
  /** SHA-256 of a text, in a spelling that may stand in a key. */
  readonly digest: (text: string) => string;
}
