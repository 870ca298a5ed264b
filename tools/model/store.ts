import type { LocalFile } from './local-file.ts';

/** A small object, as it was read. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  /** Changes with every change of the bytes. */
  readonly tag: string;
}

/** Where models are kept: a folder or an S3 bucket. Keys are paths with `/`, a prefix ends with one. */
export interface ModelStore {
  /** A manifest or a pointer; undefined when there is none. */
  read(key: string): Promise<StoredObject | undefined>;
  /**
   * Writes a small object, whole or not at all.
   *
   * @param expected tag of the object that it replaces; undefined when there must be none
   * @returns false, and writes nothing, when something else is there, unless it is these very bytes
   */
  write(key: string, bytes: Uint8Array, expected: string | undefined): Promise<boolean>;
  /**
   * Brings a file here, or what a push that was ended had not yet brought. A file that is here already is only compared.
   *
   * @param sent is told how many more of the file's bytes are here
   * @throws Error when other bytes are here, or the file changed after its digest was taken
   */
  upload(key: string, file: LocalFile, sent: (bytes: number) => void): Promise<void>;
  /** The bytes of an object, in pieces; undefined when there is none. */
  open(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Names of what is directly below a prefix and has something below itself, sorted. */
  folders(prefix: string): Promise<readonly string[]>;
  /** Every key below a prefix, sorted. */
  keys(prefix: string): Promise<readonly string[]>;
  /** For a server that reads from here: a path, or s3://… */
  address(prefix: string): string;
}
