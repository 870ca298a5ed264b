import type { VectorRecord } from '../vector-database.ts';

/** Well below what any of the services takes in one request: 10 MiB at least. */
const MOST_BYTES = 4 * 1_024 * 1_024;

/** A number of single precision that is written as one of double precision, with its comma. */
const NUMBER_BYTES = 22;

/** Ids and metadata, some of it twice. */
const OTHER_BYTES = 4_096;

/** Records in their order, in as many requests as their JSON needs. */
export function batchesOf(records: readonly VectorRecord[]): readonly (readonly VectorRecord[])[] {
  const batches: VectorRecord[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const record of records) {
    // A character may take six as JSON, and texts are sent with their words beside them.
    const own = record.vector.length * NUMBER_BYTES + 4 * Buffer.byteLength(record.text ?? '') + OTHER_BYTES;
    if (bytes + own > MOST_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(record);
    bytes += own;
  }
  return batches;
}
