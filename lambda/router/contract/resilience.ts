/** Time limits of a model's upstream, milliseconds. */
export interface UpstreamTimeouts {
  readonly connectMs: number;
  /** From the request's last byte to the first token of a stream, or to the first byte of a whole answer. */
  readonly firstTokenMs: number;
  /** Between two chunks after that. */
  readonly stallMs: number;
  /** From the first attempt to the last byte of the answer, retries and pauses included. */
  readonly totalMs: number;
}

/** A reasoning model may think for minutes before its first token, but not fall silent after it. */
export const DEFAULT_TIMEOUTS: UpstreamTimeouts = Object.freeze({
  connectMs: 5_000,
  firstTokenMs: 120_000,
  stallMs: 25_000,
  totalMs: 600_000,
});

/**
 * How long a request may take, all candidates of its route together: API Gateway and Lambda end it after 15 minutes, and by then the client
 * should have its error and the ledger its row.
 */
export const LONGEST_REQUEST_MS = 870_000;
