import { hash } from 'node:crypto';
import type { VectorDatabase, VectorIndex } from '../../common/vectors/vector-database.ts';
import type { PlacedQuestion, SemanticIndex } from '../domain/cache/store.ts';
import type { RouterPorts } from '../domain/ports.ts';
import { LruMap } from './lru-map.ts';

/** A look-up that takes longer is not worth its wait. */
const TIMEOUT_MS = 1_000;

/** So long a database that has failed is not asked again: each request would wait for it. */
const PAUSE_MS = 10_000;

/** Models and dimensions that are compared at the same time; a platform has one or two. */
const MOST_INDEXES = 32;

/**
 * Keeps questions in a vector database, for every router that uses the same one: an index for each model and dimension.
 *
 * @param log told of failures, once a pause: without the database no question means the same as another, and that is all
 * @param now epoch milliseconds
 */
export function databaseVectors(database: VectorDatabase, log: RouterPorts['log'], now: () => number = Date.now): SemanticIndex {
  const indexes = new LruMap<Promise<VectorIndex>>(MOST_INDEXES);
  let askedAgainAt = 0;

  const indexOf = ({ model, vector: { length: dimension } }: PlacedQuestion): Promise<VectorIndex> => {
    const name = `questions-${hash('sha256', `${model} ${dimension}`).slice(0, 16)}`;
    const known = indexes.get(name);
    if (known !== undefined) return known;
    const opened = database.open({ name, model, dimension });
    indexes.set(name, opened);
    // In braces: what stood there is the very promise that fails.
    opened.catch(() => {
      indexes.delete(name);
    });
    return opened;
  };

  const orNothing = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (now() < askedAgainAt) return undefined;
    try {
      return await within(work());
    } catch (error) {
      askedAgainAt = now() + PAUSE_MS;
      log('warn', 'vector database unavailable', { error: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };

  return {
    upsert: async (question, id, ttlMs) => {
      const { tenant, model, partition, vector } = question;
      const record = { id, documentId: partition, model, vector, metadata: { partition }, expiresAt: now() + ttlMs };
      await orNothing(async () => (await indexOf(question)).upsert(tenant, [record]));
    },
    nearest: async (question) => {
      const { tenant, model, partition, vector } = question;
      const query = { model, vector, filter: { partition }, limit: 1 };
      const [match] = (await orNothing(async () => (await indexOf(question)).search(tenant, query))) ?? [];
      return match && { id: match.id, similarity: match.score };
    },
  };
}

/** @throws Error when it takes too long; it goes on, and nobody hears of it */
function within<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
