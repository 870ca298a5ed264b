import { randomBytes } from 'node:crypto';
import { admitted, recorded, type Standings } from '../domain/abuse/decide.ts';
import { GOOD_STANDING, type Standing } from '../domain/abuse/standing.ts';
import type { AbuseStore, AbuseSubject } from '../domain/abuse/store.ts';
import { type AbuseDigests, abuseDigests } from './abuse-digests.ts';
import { LruMap } from './lru-map.ts';

/** Keys of one tenant that are remembered; some 5 MB. */
const MAX_KEYS = 4_096;

interface Partition {
  tenant: Standing;
  readonly keys: LruMap<Standing>;
}

/** Remembers within this process. It is gone when the process ends, and other processes do not know of it. */
export function memoryAbuse(digests: AbuseDigests = abuseDigests(randomBytes(32)), maxKeys = MAX_KEYS): AbuseStore {
  const partitions = new Map<string, Partition>();

  const partitionOf = (tenant: string): Partition => {
    const found = partitions.get(tenant) ?? { tenant: GOOD_STANDING, keys: new LruMap<Standing>(maxKeys) };
    partitions.set(tenant, found);
    return found;
  };
  const standingsOf = ({ tenant, keys }: Partition, key: string): Standings => ({
    tenant,
    key: keys.get(key) ?? GOOD_STANDING,
  });
  const keep = (partition: Partition, key: string, kept: Standings): void => {
    partition.tenant = kept.tenant;
    partition.keys.set(key, kept.key);
  };
  const of = (subject: AbuseSubject) => {
    const partition = partitionOf(subject.tenant);
    const key = digests.keyOf(subject);
    return { partition, key, before: standingsOf(partition, key) };
  };

  return {
    admit: async (subject, rules, at) => {
      const { partition, key, before } = of(subject);
      const { kept, ...admission } = admitted(before, rules, at);
      if (kept !== undefined) keep(partition, key, kept);
      return admission;
    },
    record: async (subject, report, rules, at) => {
      const { partition, key, before } = of(subject);
      const { kept, worse } = recorded(before, digests.eventOf(subject, report, at), rules);
      keep(partition, key, kept);
      return worse;
    },
  };
}
