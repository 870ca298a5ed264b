import type { LogFields } from '../ports.ts';
import { latencyMs, timeToFirstTokenMs } from './durations.ts';
import { type ApartObservation, lastOf, type Observation } from './observation.ts';

/** The fields of the one log line of a request. */
export function requestLine(observation: Observation): LogFields {
  const { requestId, status, endpoint, tenant, keyId, operation, model, stream, route } = observation;
  const { attempts, inputTokens, outputTokens, usageSource, costMicroDollars } = observation;
  const { cache, cacheAgeSeconds, quotaRefusal, trace, rowsLost } = observation;
  const last = lastOf(attempts);
  const firstByteMs = timeToFirstTokenMs(observation);
  return {
    requestId,
    status,
    latencyMs: Math.round(latencyMs(observation)),
    endpoint,
    tenant,
    keyId,
    operation,
    model,
    provider: last?.provider,
    providerModel: last?.providerModel,
    route: route?.alias,
    candidate: route?.candidate,
    routeReason: route?.why,
    stream: operation && stream,
    attempts: attempts.length,
    partial: last?.partial,
    ...(last && { inputTokens, outputTokens }),
    usageSource,
    costMicroDollars,
    failure: attempts.findLast(({ failure }) => failure !== undefined)?.failure,
    firstByteMs: firstByteMs === undefined ? undefined : Math.round(firstByteMs),
    coldStartMs: observation.coldStartMs,
    cache,
    cacheAgeSeconds,
    sessionTurns: observation.sessionTurns,
    promptTokensSaved: observation.promptTokensSaved,
    moderation: observation.moderation?.action,
    moderationCategories: observation.moderation?.categories.join(','),
    secondOpinion: observation.secondOpinion,
    abuse: observation.abuse?.action,
    abuseScope: observation.abuse?.scope,
    budget: observation.budget?.action,
    askedModel: observation.budget?.askedModel,
    quotaMeasure: quotaRefusal?.measure,
    quotaScope: quotaRefusal?.scope,
    traceId: trace?.traceId,
    ...(rowsLost > 0 && { rowsLost }),
  };
}

/** The fields of the line of a call that was not for the request's answer. */
export function apartLine({ requestId, tenant, keyId, trace }: Observation, call: ApartObservation): LogFields {
  const { operation, model, provider, providerModel, startedAt, endedAt, status, inputTokens, outputTokens } = call;
  return {
    ...{ requestId, tenant, keyId, operation, model, provider, providerModel, status },
    latencyMs: Math.round(endedAt - startedAt),
    ...{ inputTokens, outputTokens },
    costMicroDollars: call.costMicroDollars,
    failure: call.failure,
    traceId: trace?.traceId,
  };
}
