import type { UsageRow } from '../../contract/usage.ts';
import type { Journal } from '../exchange.ts';
import type { Attempt } from '../usage.ts';
import { type AttemptObservation, lastOf, type Observation } from './observation.ts';
import { outcomeOf } from './outcome.ts';

/** What the journal does not know. */
export interface Finish {
  readonly requestId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly region: string;
  readonly rowsLost: number;
}

/** What may be told of a request that is over. Pure. */
export function observe(journal: Journal, finish: Finish): Observation {
  const { subject, caller, config, endpoint, status, route, firstByteAt, cache, session, quotaRefusal, trace, steps } = journal;
  const attempts = journal.attempts.map((attempt) => observed(attempt, subject?.model, subject?.provider));
  const model = subject?.model;
  const named = config !== undefined && model !== undefined && isNamed(config.models, config.routes, model);
  const cost = costOf(journal.attempts);
  const source = lastOf(journal.attempts)?.usage.usageSource;
  return Object.freeze({
    ...finish,
    ...(endpoint !== undefined && { endpoint }),
    ...(status !== undefined && { status }),
    ...(caller && { tenant: caller.tenant, ...(caller.credential === 'api-key' && { keyId: caller.principal }) }),
    ...(subject && { operation: subject.operation, model: subject.model }),
    catchAll: config !== undefined && model !== undefined && !named,
    stream: subject?.stream ?? false,
    ...(route && { route }),
    attempts,
    ...(firstByteAt !== undefined && subject?.stream && { firstByteAt }),
    inputTokens: attempts.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: attempts.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    ...(source && { usageSource: source }),
    ...(cost !== undefined && { costMicroDollars: cost }),
    ...(journal.coldStartMs !== undefined && { coldStartMs: journal.coldStartMs }),
    ...(journal.asleep && { asleep: journal.asleep }),
    ...(cache && { cache: cache.outcome }),
    ...(cache?.ageSeconds !== undefined && { cacheAgeSeconds: cache.ageSeconds }),
    ...(session && { sessionTurns: session.turns }),
    ...(journal.promptTokensSaved !== undefined && { promptTokensSaved: journal.promptTokensSaved }),
    ...(journal.moderation && { moderation: journal.moderation }),
    ...(journal.secondOpinion && { secondOpinion: journal.secondOpinion }),
    ...(journal.abuse && { abuse: journal.abuse }),
    ...(journal.budget && { budget: journal.budget }),
    ...(quotaRefusal && { quotaRefusal }),
    ...(trace && { trace }),
    ...(steps && { steps }),
  });
}

function observed(attempt: Attempt, model = '', provider: UsageRow['provider'] = 'openai'): AttemptObservation {
  const { startedAt, endedAt, firstByteAt, status, partial, providerModel, usage, failure, server, spanId } = attempt;
  return {
    model: attempt.model ?? model,
    provider: attempt.provider ?? provider,
    providerModel,
    ...(server !== undefined && { server }),
    startedAt,
    endedAt,
    ...(firstByteAt !== undefined && { firstByteAt }),
    status,
    partial,
    outcome: outcomeOf(attempt),
    ...(failure !== undefined && { failure }),
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    ...(attempt.aside && { aside: attempt.aside }),
    ...(spanId !== undefined && { spanId }),
  };
}

const isNamed = (models: object, routes: object | undefined, model: string): boolean =>
  Object.hasOwn(models, model) || (routes !== undefined && Object.hasOwn(routes, model));

function costOf(attempts: readonly Attempt[]): number | undefined {
  const costs = attempts.flatMap(({ charge }) => (charge === undefined ? [] : [charge.costMicroDollars]));
  return costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0);
}
