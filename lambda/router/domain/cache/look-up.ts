import { embeddingOf } from './embedding.ts';
import { questionOf } from './question.ts';
import type { CachedAnswer, Found, PlacedQuestion } from './store.ts';
import type { Visit } from './visit.ts';

/** What the cache has for a request. */
export interface LookUp {
  /** May be given. */
  readonly fresh?: Found;
  /** Too old, but may stand in for models that fail. */
  readonly stale?: Found;
  /** Where the question stands, should its answer be kept. */
  readonly placed?: PlacedQuestion;
}

/** Looks for the very same request, then for one that means the same. */
export async function lookUp(visit: Visit): Promise<LookUp> {
  const { exchange, request, key, settings } = visit;
  const { answers, vectors } = exchange.ports.cache;
  const { tenant } = request.caller;
  const answer = await answers.get(tenant, key);
  if (answer !== undefined && mayBeGiven(visit, answer)) return { fresh: { answer } };
  const old = answer !== undefined && mayStandIn(visit, answer) ? { stale: { answer } } : {};
  const placed = await placeOf(visit);
  if (placed === undefined) return old;
  const near = await vectors.nearest(placed);
  if (near === undefined || near.similarity < (settings.semantic?.threshold ?? 1)) return { ...old, placed };
  const similar = await answers.get(tenant, near.id);
  if (similar === undefined || !mayBeGiven(visit, similar)) return { ...old, placed };
  return { fresh: { answer: similar, similarity: near.similarity }, placed };
}

/** Whether an answer is young enough, for the tenant as for the client. */
export function mayBeGiven({ exchange, settings, wish }: Visit, { storedAt }: CachedAnswer): boolean {
  const ageMs = exchange.ports.clock.now() - storedAt;
  return ageMs <= settings.ttlSeconds * 1_000 && ageMs <= (wish.maxAgeMs ?? ageMs);
}

function mayStandIn({ exchange, settings, wish }: Visit, { storedAt }: CachedAnswer): boolean {
  const ageMs = exchange.ports.clock.now() - storedAt;
  const { ttlSeconds, staleIfErrorSeconds = 0 } = settings;
  return staleIfErrorSeconds > 0 && ageMs <= (ttlSeconds + staleIfErrorSeconds) * 1_000 && ageMs <= (wish.maxAgeMs ?? ageMs);
}

async function placeOf({ exchange, request, settings, scope }: Visit): Promise<PlacedQuestion | undefined> {
  const { semantic, shareAcrossUsers } = settings;
  if (semantic === undefined || request.asked.operation !== 'chat.completions') return undefined;
  const { models } = request.config;
  const target = Object.hasOwn(models, semantic.model) ? models[semantic.model] : undefined;
  const question = target && questionOf(scope, request.body, shareAcrossUsers);
  if (target === undefined || question === undefined) return undefined;
  const vector = await embeddingOf(exchange, semantic.model, target, question.text);
  if (vector === undefined) return undefined;
  // Vectors of different models have nothing to say to each other.
  const { digest } = exchange.ports.cache;
  const model = JSON.stringify(target);
  return { tenant: scope.tenant, model: digest(model), partition: digest(`${model}\n${question.partitionText}`), vector };
}
