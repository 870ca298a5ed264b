import { createHmac } from 'node:crypto';
import { plainView } from '../../common/moderation/normalise/plain.ts';
import type { AbuseEvent } from '../domain/abuse/behaviour.ts';
import type { AbuseReport, AbuseSubject } from '../domain/abuse/store.ts';
import { LruMap } from './lru-map.ts';

/** Of a longer text, so many characters at its beginning say whether it is the same one. */
const READ = 16_384;

/** 72 bits. */
const LENGTH = 12;

/** Keys whose digests are not made again. */
const REMEMBERED = 1_024;

/** What stores keep in place of keys and texts: digests under a secret, of each tenant by itself. */
export interface AbuseDigests {
  keyOf(subject: AbuseSubject): string;
  /** Texts that differ in case, blanks, invisible characters and lookalikes are the same. */
  eventOf(subject: AbuseSubject, report: AbuseReport, at: number): AbuseEvent & { readonly key: string };
}

export function abuseDigests(secret: string | Buffer): AbuseDigests {
  const digest = (tenant: string, what: string, text: string): string =>
    createHmac('sha256', secret).update(`abuse ${what}\0${tenant}\0`).update(text).digest('base64url').slice(0, LENGTH);
  const keys = new LruMap<string>(REMEMBERED);
  const keyOf = ({ tenant, principal }: AbuseSubject): string => {
    const name = `${tenant}\0${principal}`;
    const key = keys.get(name) ?? digest(tenant, 'key', principal);
    keys.set(name, key);
    return key;
  };
  return {
    keyOf,
    eventOf: (subject, { requestId, refusal, text }, at) => ({
      // The end of a request's id, which is random and no secret, is enough among the newest few.
      id: requestId.slice(-LENGTH),
      at,
      refusal,
      key: keyOf(subject),
      ...(text !== undefined && { text: digest(subject.tenant, 'text', plainView(text.slice(0, READ)).text) }),
    }),
  };
}
