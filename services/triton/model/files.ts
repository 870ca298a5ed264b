/** A file of a model: its text, or where its bytes are named by their digest. */
export type ModelFile = TextFile | BinaryFile;

export interface TextFile {
  readonly text: string;
}

/** Weights and other bytes, which travel apart from the configuration. */
export interface BinaryFile {
  /** 64 hexadecimal digits, lower case. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Where to get them, e.g. an s3:// address. */
  readonly source: string;
}

/** By path below the folder they belong to, with `/`. */
export type ModelFiles = Readonly<Record<string, ModelFile>>;

/** A version of a model: a folder called as its number. */
export interface ModelVersion {
  /** 1 or more; the highest is the newest. */
  readonly version: number;
  readonly files: ModelFiles;
}
