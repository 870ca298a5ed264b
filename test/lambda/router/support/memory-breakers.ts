import type { BreakerStore, SharedBreaker } from '../../../../lambda/router/domain/resilience/shared-breakers.ts';

interface Word extends Omit<SharedBreaker, 'ageMs'> {
  readonly at: number;
  readonly whose: number;
}

/** The contract of a breaker store, in memory. @returns a store for each router that shares it */
export function memoryBreakers(now: () => number): () => BreakerStore {
  const words = new Map<string, Word>();
  let routers = 0;
  let versions = 0;
  return () => {
    routers += 1;
    const me = routers;
    return {
      read: async (upstreams) =>
        upstreams.map((upstream) => {
          const word = words.get(upstream);
          if (word === undefined || word.whose === me) return undefined;
          const { at, whose: _, ...said } = word;
          return { ...said, ageMs: Math.max(0, now() - at) };
        }),
      write: async (upstream, news) => {
        versions += 1;
        words.set(upstream, { ...news, at: now(), whose: me, version: String(versions) });
      },
    };
  };
}
