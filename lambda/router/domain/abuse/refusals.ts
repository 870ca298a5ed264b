import { OpenAiError } from '../http/openai-error.ts';
import type { AbuseScope } from './store.ts';

const WHOSE: Readonly<Record<AbuseScope, string>> = { tenant: 'your tenant', key: 'this key' };

const secondsIn = (milliseconds: number): string => String(Math.max(1, Math.ceil(milliseconds / 1000)));

/** 429: one request now and then is let through. */
export const abuseThrottled = (scope: AbuseScope, waitMs: number): OpenAiError =>
  new OpenAiError(
    429,
    `Too many requests of ${WHOSE[scope]} were refused by the content policy here, so that only few are taken. Try again in ${secondsIn(waitMs)} s.`,
    { code: 'abuse_throttled', headers: { 'retry-after': secondsIn(waitMs) } },
  );

/** 403: none is taken until it has cooled off. @param now epoch milliseconds */
export const abuseBlocked = (scope: AbuseScope, waitMs: number, now: number): OpenAiError =>
  new OpenAiError(
    403,
    `Too many requests of ${WHOSE[scope]} were refused by the content policy here: it is blocked until ${new Date(now + waitMs).toISOString()}.`,
    // Nobody waits that long on their own.
    { code: 'abuse_blocked', headers: { 'retry-after': secondsIn(waitMs), 'x-should-retry': 'false' } },
  );
