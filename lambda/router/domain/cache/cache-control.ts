/** What a client's `cache-control` header asks for. */
export interface CacheWish {
  /** Whether an answer may come from the cache. */
  readonly read: boolean;
  /** Whether the answer may be kept. */
  readonly write: boolean;
  /** Oldest answer that is taken, milliseconds. @default - any */
  readonly maxAgeMs?: number;
}

/** Directives that are unknown have no effect; an age that is no number counts as 0, as RFC 9111 wants it. */
export function cacheWishOf(header: string | undefined): CacheWish {
  if (header === undefined) return { read: true, write: true };
  const directives = new Map(
    header.split(',').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=', 2);
      return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')];
    }),
  );
  if (directives.has('no-store')) return { read: false, write: false };
  if (directives.has('no-cache')) return { read: false, write: true };
  const age = directives.get('max-age');
  if (age === undefined) return { read: true, write: true };
  const maxAgeMs = /^\d{1,9}$/.test(age) ? Number(age) * 1_000 : 0;
  return { read: maxAgeMs > 0, write: true, maxAgeMs };
}
