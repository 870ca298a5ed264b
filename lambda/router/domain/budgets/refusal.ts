import type { ScopedBudget } from '../../contract/budget-scopes.ts';
import { OpenAiError } from '../http/openai-error.ts';

const WHOSE: Readonly<Record<ScopedBudget['kind'], string>> = {
  organisation: 'your organisation',
  tenant: 'your tenant',
  key: 'this key',
};

/**
 * 429: the money for now is spent.
 *
 * @param endsAt epoch milliseconds, when there is new money
 * @param what the sentence about what is left
 */
export function budgetExhausted(kind: ScopedBudget['kind'], endsAt: number, now: number, what: string): OpenAiError {
  const seconds = Math.max(1, Math.ceil((endsAt - now) / 1000));
  const until = new Date(endsAt).toISOString();
  return new OpenAiError(429, `The budget of ${WHOSE[kind]} is spent until ${until}. ${what}`, {
    type: 'insufficient_quota',
    code: 'budget_exhausted',
    // Nobody waits that long on their own.
    headers: { 'retry-after': String(seconds), 'x-should-retry': 'false' },
  });
}
