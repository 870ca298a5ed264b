/** A database of vectors with what they stand for. It holds indexes, and each index holds the vectors of one model. */
export interface VectorDatabase {
  /**
   * Opens an index, and makes it when it is not there. Name, model and dimension are recorded with the first opening.
   *
   * @throws VectorError when they are not those that were recorded, or when the database does not answer
   */
  open(definition: IndexDefinition): Promise<VectorIndex>;
  /** Ends its connections. */
  close(): Promise<void>;
}

export interface IndexDefinition {
  /** Lower-case letters, digits and hyphens, at most 30, a letter first. */
  readonly name: string;
  /** What the vectors are made by, with its version: those of different models have nothing to say to each other. At most 200 characters. */
  readonly model: string;
  /** Numbers in each vector, 1 to 4096. */
  readonly dimension: number;
}

/**
 * One index of a database. Every verb names a tenant, any text that is not empty, and reaches nothing of another one.
 * All of them throw a VectorError, with every problem at once when what they were given is wrong.
 */
export interface VectorIndex {
  /** Adds records, at most 500. A record with the id of an earlier one of this tenant takes its place. */
  upsert(tenant: string, records: readonly VectorRecord[]): Promise<void>;
  /** The records that fit best, the best one first. Records that have expired are never among them. */
  search(tenant: string, query: VectorQuery): Promise<readonly Match[]>;
  /** Removes all records of these documents, at most 500 documents. */
  deleteDocuments(tenant: string, documentIds: readonly string[]): Promise<void>;
  /** Removes all that the tenant has in this index. */
  deleteTenant(tenant: string): Promise<void>;
}

export type MetadataValue = string | number | boolean;
export type Metadata = Readonly<Record<string, MetadataValue>>;

export interface VectorRecord {
  /** One of its kind within tenant and index. At most 512 bytes. */
  readonly id: string;
  /** What it is a part of. At most 512 bytes. */
  readonly documentId: string;
  /** What the vector was made by: the index' model. */
  readonly model: string;
  /** Its direction counts, its length does not. */
  readonly vector: Float32Array;
  /** For hybrid search, and given back with a match. At most 32 KiB. @default - none */
  readonly text?: string;
  /** For filters. Flat; at most 32 keys and 1 KiB as JSON. */
  readonly metadata: Metadata;
  /** Epoch milliseconds. @default - never */
  readonly expiresAt?: number;
}

export interface VectorQuery {
  /** What the vector was made by: the index' model. */
  readonly model: string;
  readonly vector: Float32Array;
  /** Makes the search hybrid: ranks by vector and by the words of this text are joined. @default - by vector alone */
  readonly text?: string;
  /** Conditions that a record's metadata meets, all of them. @default - none */
  readonly filter?: Filter;
  /** Most matches, 1 to 100. */
  readonly limit: number;
}

/** By key. A record without the key does not meet its condition, whatever it is. */
export type Filter = Readonly<Record<string, Condition>>;

/** Equal to this value, to one of these, or a number within these bounds. Types count: `1` is not `'1'`. */
export type Condition = MetadataValue | AnyOf | Range;

export interface AnyOf {
  /** 1 to 100. */
  readonly in: readonly MetadataValue[];
}

export interface Range {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}

export interface Match {
  readonly id: string;
  readonly documentId: string;
  /** Cosine of the angle to the query's vector, -1 to 1; of a hybrid search the sum of 1 / (60 + rank) over the lists that the record is on. */
  readonly score: number;
  readonly text?: string;
  readonly metadata: Metadata;
}

/** Says what was wrong, in sentences that hold no text of a record. */
export class VectorError extends Error {
  override readonly name = 'VectorError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
