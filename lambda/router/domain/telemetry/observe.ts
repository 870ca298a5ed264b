import type { UsageRow } from '../../contract/usage.ts';
import type { Journal } from '../exchange.ts';
import type { Attempt, UsageSubject } from '../usage.ts';
import { type ApartObservation, type AttemptObservation, lastOf, type Observation } from './observation.ts';
import { outcomeOf } from './outcome.ts';

/** What the journal does not know. */
export interface Finish {
  readonly requestId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly region: string;
  readonly rowsLost: number;
  /** @default - the client stayed to the end */
  readonly left?: true;
}

/** What may be told of a request that is over. Pure. */
export function observe(journal: Journal, finish: Finish): Observation {
  const { subject, caller, config, endpoint, status, route, cache, session, quotaRefusal, trace, steps } = journal;
  const asked = journal.attempts.filter(({ apart }) => apart === undefined);
  const attempts = asked.map((attempt) => observed(attempt, subject?.model, subject?.provider));
  const apart = journal.attempts.flatMap((attempt) => observedApart(attempt, subject));
  const model = subject?.model;
  const named = config !== undefined && model !== undefined && isNamed(config.models, config.routes, model);
  const cost = costOf(asked);
  const source = lastOf(asked)?.usage.usageSource;
  const firstByteAt = firstTokenAt(journal, lastOf(asked));
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
    ...(apart.length > 0 && { apart }),
    ...(firstByteAt !== undefined && { firstByteAt }),
    inputTokens: attempts.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: attempts.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    ...(source && { usageSource: source }),
    ...(cost !== undefined && { costMicroDollars: cost }),
    ...(journal.coldStartMs !== undefined && { coldStartMs: journal.coldStartMs }),
    ...(journal.asleep && { asleep: journal.asleep }),
    ...(journal.cutOff && { cutOff: journal.cutOff }),
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

/**
 * When the client had the first token of a stream. What was sent before an upstream's first token, such as the chunk that only says who speaks, is none;
 * what was held back goes out later than it came.
 */
function firstTokenAt({ status = 0, firstByteAt, subject }: Journal, last: Attempt | undefined): number | undefined {
  if (firstByteAt === undefined || !subject?.stream || status >= 400) return undefined;
  if (last?.partial && last.status < 400 && last.firstByteAt === undefined) return undefined;
  // Answers of this process, out of the cache or in place of an upstream's, begin with words.
  return Math.max(firstByteAt, last?.firstByteAt ?? 0);
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

function observedApart(attempt: Attempt, subject: UsageSubject | undefined): readonly ApartObservation[] {
  const { apart, charge } = attempt;
  if (apart === undefined) return [];
  const call = { ...observed(attempt, apart.model, subject?.provider), operation: apart.operation };
  return [charge === undefined ? call : { ...call, costMicroDollars: charge.costMicroDollars }];
}

const isNamed = (models: object, routes: object | undefined, model: string): boolean =>
  Object.hasOwn(models, model) || (routes !== undefined && Object.hasOwn(routes, model));

function costOf(attempts: readonly Attempt[]): number | undefined {
  const costs = attempts.flatMap(({ charge }) => (charge === undefined ? [] : [charge.costMicroDollars]));
  return costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0);
}
