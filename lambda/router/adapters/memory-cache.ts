import type { CachedAnswer, ResponseCache } from '../domain/cache/store.ts';
import { LruMap } from './lru-map.ts';
import { slabs } from './slabs.ts';

/** All answers of a process together. */
const MAX_BYTES = 64 * 1024 * 1024;

/** What an entry takes beside its body and headers: key, map, objects. */
const OVERHEAD_BYTES = 512;

const SWEEP_INTERVAL_MS = 60_000;

interface Entry {
  readonly answer: CachedAnswer;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Keeps answers within this process; beyond the bound those go first that were not asked for longest. */
export interface MemoryCache extends ResponseCache {
  /** What is kept now. */
  readonly bytes: number;
}

/**
 * @param now epoch milliseconds
 * @param maxBytes of all answers together
 */
export function memoryCache(now: () => number = Date.now, maxBytes = MAX_BYTES): MemoryCache {
  const entries = new LruMap<Entry>();
  const kept = slabs();
  let bytes = 0;
  let sweptAt = now();

  const remove = (name: string) => {
    bytes -= entries.delete(name)?.bytes ?? 0;
  };

  /** What has expired is gone soon, also when nobody asks for it. */
  const sweep = (nowMs: number) => {
    if (nowMs - sweptAt < SWEEP_INTERVAL_MS) return;
    sweptAt = nowMs;
    for (const [name, { expiresAt }] of entries.entries()) if (expiresAt <= nowMs) remove(name);
  };

  return {
    get: async (tenant, key) => {
      const name = nameOf(tenant, key);
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      if (entry.expiresAt <= now()) {
        remove(name);
        return undefined;
      }
      return entry.answer;
    },
    put: async (tenant, key, answer, ttlMs) => {
      const nowMs = now();
      sweep(nowMs);
      const name = nameOf(tenant, key);
      remove(name);
      const size = sizeOf(name, answer);
      if (size > maxBytes) return;
      entries.set(name, { answer: { ...answer, body: kept(answer.body) }, bytes: size, expiresAt: nowMs + ttlMs });
      bytes += size;
      while (bytes > maxBytes) bytes -= entries.deleteOldest()?.bytes ?? bytes;
    },
    get bytes() {
      return bytes;
    },
  };
}

/** Keys are of fixed length, so that no tenant's name can reach into another's. */
const nameOf = (tenant: string, key: string): string => `${key}/${tenant}`;

const sizeOf = (name: string, { body, headers }: CachedAnswer): number =>
  body.length + 2 * (name.length + lengthOf(headers)) + OVERHEAD_BYTES;

function lengthOf(headers: CachedAnswer['headers']): number {
  let length = 0;
  for (const name in headers) length += name.length + (headers[name] ?? '').length;
  return length;
}
