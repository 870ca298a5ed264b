/** A file's bytes, wherever they are. */
export interface ByteSource {
  readonly size: number;
  /** Bytes from an offset on; fewer than asked for at the file's end. */
  read(offset: number, length: number): Uint8Array;
}

/** Bytes that are in memory. */
export const bytesInMemory = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});
