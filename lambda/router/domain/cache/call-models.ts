import type { Exchange } from '../exchange.ts';

/** Sends an answer from the exchange with one of the candidates. */
export type LastResort = (exchange: Exchange) => Promise<void>;

/**
 * Asks the models.
 *
 * @param stale sends an answer that is too old, for when none of them answers
 */
export type CallModels = (exchange: Exchange, stale?: LastResort) => Promise<void>;
