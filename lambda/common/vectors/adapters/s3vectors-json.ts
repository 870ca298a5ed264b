import { createHash } from 'node:crypto';
import { NEVER } from '../engine.ts';
import type { Condition, Filter, Match, VectorRecord } from '../vector-database.ts';

type Json = Readonly<Record<string, unknown>>;

/** Ours begin with an underscore, which no key of a record does. */
export const TEXT_KEY = '_text';

/** The service lets any index have keys of metadata that no filter uses: one of ours says what made the vectors. */
export const modelKey = (model: string): string => `model-${createHash('sha256').update(model).digest('hex').slice(0, 32)}`;

/** A vector as it is answered. */
export interface Vector {
  readonly key: string;
  /** In the answer to a vector. */
  readonly distance?: number;
  /** In the answer to a text. */
  readonly scores?: { readonly bm25Scores?: readonly { readonly score: number }[] };
  readonly metadata: Match['metadata'] & { readonly _document: string; readonly _text?: string };
}

export const vectorOf = ({ id, documentId, vector, text, metadata, expiresAt = NEVER }: VectorRecord): Json => ({
  key: id,
  data: { float32: [...vector] },
  metadata: { ...metadata, _document: documentId, _expires: expiresAt, ...(text && { _text: text }) },
});

export function matchOf({ key, metadata }: Vector, score: number): Match {
  const { _document, _text, _expires, ...own } = metadata;
  return { id: key, documentId: _document, score, metadata: own, ...(_text !== undefined && { text: _text }) };
}

export const conditionsOf = (filter: Filter): readonly Json[] =>
  Object.entries(filter).map(([key, condition]: [string, Condition]): Json => {
    if (typeof condition !== 'object') return { [key]: { $eq: condition } };
    if ('in' in condition) return { [key]: { $in: condition.in } };
    return { [key]: Object.fromEntries(Object.entries(condition).map(([bound, value]) => [`$${bound}`, value])) };
  });
