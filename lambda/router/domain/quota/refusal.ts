import { OpenAiError } from '../http/openai-error.ts';
import { dollarsText } from '../prices/dollars-text.ts';
import { SLOTS } from './counter.ts';
import type { Period, Scope, ScopedLimit } from './limits.ts';
import type { Amounts, Measure } from './store.ts';

const SCOPES: Readonly<Record<Scope, string>> = {
  organisation: 'your organisation',
  tenant: 'your tenant',
  key: 'this key',
  user: 'this user',
  session: 'this session',
};

const PERIODS: Readonly<Record<Period, string>> = { minute: 'minute', day: 'day', month: '30 days' };

/** What `error.type` says, as OpenAI has it for the first two. */
const TYPES: Readonly<Record<Measure, string>> = {
  requests: 'requests',
  tokens: 'tokens',
  microDollars: 'dollars',
  concurrency: 'requests',
};

/** Clients that wait on their own give up before; whoever has that long decides again. */
const LONGEST_WAIT_SECONDS = 120;

/** 429 in OpenAI's shape. A request that can never fit says so, and tells clients not to try again. */
export function limitReached(
  { scope, measure, limit, period }: ScopedLimit,
  amounts: Amounts,
  retryAfterMs: number | undefined,
): OpenAiError {
  const over = period === undefined ? ' at a time' : ` per ${PERIODS[period]}`;
  const reached = `Limit of ${amountOf(measure, limit)}${over} for ${SCOPES[scope]}`;
  const details = { type: TYPES[measure], code: 'rate_limit_exceeded' };
  if (retryAfterMs === undefined) {
    return new OpenAiError(
      429,
      `${reached} is below the ${shown(measure, amounts[measure])} that this request may need. Send a shorter prompt or a lower max_completion_tokens.`,
      { ...details, headers: { 'x-should-retry': 'false' } },
    );
  }
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new OpenAiError(429, `${reached} reached. Try again in ${seconds} s.`, {
    ...details,
    headers: {
      'retry-after': String(seconds),
      'retry-after-ms': String(retryAfterMs),
      ...(seconds > LONGEST_WAIT_SECONDS && { 'x-should-retry': 'false' }),
    },
  });
}

/** Dollars are written with their sign, other amounts with their unit. */
const amountOf = (measure: Measure, amount: number): string =>
  measure === 'microDollars' ? shown(measure, amount) : `${amount} ${measure === 'tokens' ? 'tokens' : 'requests'}`;

const shown = (measure: Measure, amount: number): string => (measure === 'microDollars' ? dollarsText(amount) : String(amount));

/** 503: whether the request is within its limits is not known. */
export const quotaUnavailable = (): OpenAiError =>
  new OpenAiError(503, 'The platform cannot check its limits at the moment. Try again shortly.', {
    code: 'quota_unavailable',
    headers: { 'retry-after': '1' },
  });

/** OpenAI's rate limit headers, each about the scope with the least left. The window slides: after so long nothing of now counts. */
export function rateLimitHeaders(limits: readonly ScopedLimit[], used: readonly number[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const measure of ['requests', 'tokens'] as const) {
    let least: { readonly limit: ScopedLimit; readonly remaining: number } | undefined;
    for (const [index, limit] of limits.entries()) {
      if (limit.measure !== measure) continue;
      const remaining = Math.max(0, limit.limit - (used[index] ?? 0));
      if (least === undefined || remaining < least.remaining) least = { limit, remaining };
    }
    if (least === undefined) continue;
    headers[`x-ratelimit-limit-${measure}`] = String(least.limit.limit);
    headers[`x-ratelimit-remaining-${measure}`] = String(least.remaining);
    headers[`x-ratelimit-reset-${measure}`] = `${Math.ceil(((least.limit.windowMs ?? 0) * (SLOTS + 1)) / SLOTS / 1000)}s`;
  }
  return headers;
}
