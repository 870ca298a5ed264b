import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const MIB = 1024 * 1024;
const PART_BYTES = 16 * MIB;
/** S3 takes no more for one object. */
const MOST_PARTS = 10_000;

/** A file to be pushed, with its digests. */
export interface LocalFile {
  /** Where it is. */
  readonly source: string;
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of each part of `partBytes`, hexadecimal; one for a file that is not longer. */
  readonly parts: readonly string[];
  readonly partBytes: number;
}

/** How large the parts of a file are: 16 MiB, and more only for files above 160 GB. */
export function partBytesOf(sizeBytes: number): number {
  return Math.max(PART_BYTES, Math.ceil(sizeBytes / MOST_PARTS / MIB) * MIB);
}

/** Reads a file once, in pieces, for its digest and those of its parts. @param read is told how many more bytes were read */
export async function digested(source: string, path: string, read: (bytes: number) => void): Promise<LocalFile> {
  const handle = await open(source);
  try {
    const { size } = await handle.stat();
    const partBytes = partBytesOf(size);
    const whole = createHash('sha256');
    let part = createHash('sha256');
    const parts: string[] = [];
    let sizeBytes = 0;
    const buffer = Buffer.allocUnsafe(MIB);
    while (true) {
      const { bytesRead } = await handle.read(buffer, 0, MIB, sizeBytes);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(0, bytesRead);
      // Pieces end where parts end: both are whole numbers of MiB, and a short read is followed by what is missing.
      const room = partBytes - (sizeBytes % partBytes);
      whole.update(piece);
      part.update(piece.subarray(0, room));
      if (bytesRead >= room) {
        parts.push(part.digest('hex'));
        part = createHash('sha256').update(piece.subarray(room));
      }
      sizeBytes += bytesRead;
      read(bytesRead);
    }
    if (sizeBytes === 0 || sizeBytes % partBytes !== 0) parts.push(part.digest('hex'));
    return { source, path, sizeBytes, sha256: whole.digest('hex'), parts, partBytes };
  } finally {
    await handle.close();
  }
}

export const changed = ({ path }: LocalFile): Error =>
  new Error(`${JSON.stringify(path)} changed while it was pushed; push again when nothing writes to it`);
