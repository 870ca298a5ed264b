import { OpenAiError } from '../http/openai-error.ts';
import { SLOTS } from './counter.ts';
import type { Scope, ScopedLimit } from './limits.ts';
import type { Amounts, Measure } from './store.ts';

const MEASURES: Readonly<Record<Measure, string>> = {
  requests: 'requests per minute',
  tokens: 'tokens per minute',
  microDollars: 'micro-dollars',
  concurrency: 'requests at a time',
};

const SCOPES: Readonly<Record<Scope, string>> = { tenant: 'your organisation', key: 'this key', user: 'this user' };

/** 429 in OpenAI's shape. A request that can never fit says so, and tells clients not to try again. */
export function limitReached(
  { scope, measure, limit }: ScopedLimit,
  amounts: Amounts,
  retryAfterMs: number | undefined,
): OpenAiError {
  const reached = `Limit of ${limit} ${MEASURES[measure]} for ${SCOPES[scope]}`;
  const details = { type: measure === 'tokens' ? 'tokens' : 'requests', code: 'rate_limit_exceeded' };
  if (retryAfterMs === undefined) {
    return new OpenAiError(
      429,
      `${reached} is below the ${amounts[measure]} that this request may need. Send a shorter prompt or a lower max_completion_tokens.`,
      { ...details, headers: { 'x-should-retry': 'false' } },
    );
  }
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new OpenAiError(429, `${reached} reached. Try again in ${seconds} s.`, {
    ...details,
    headers: { 'retry-after': String(seconds), 'retry-after-ms': String(retryAfterMs) },
  });
}

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
    const [least] = limits
      .flatMap((limit, i) => (limit.measure === measure ? [{ limit, remaining: Math.max(0, limit.limit - (used[i] ?? 0)) }] : []))
      .sort((a, b) => a.remaining - b.remaining);
    if (least === undefined) continue;
    headers[`x-ratelimit-limit-${measure}`] = String(least.limit.limit);
    headers[`x-ratelimit-remaining-${measure}`] = String(least.remaining);
    headers[`x-ratelimit-reset-${measure}`] = `${Math.ceil(((least.limit.windowMs ?? 0) * (SLOTS + 1)) / SLOTS / 1000)}s`;
  }
  return headers;
}
