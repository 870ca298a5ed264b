import { OpenAiError } from '../http/openai-error.ts';
import type { FailureKind } from '../ports.ts';

/** What an upstream does not answer with while it sleeps. Never leaves the router. */
export class ModelAsleep extends Error {
  override readonly name = 'ModelAsleep';
}

/**
 * A client hears nothing while it waits. API Gateway cuts off who is silent for five minutes, and so do many HTTP clients; a minute of them is
 * for the answer.
 */
export const LONGEST_HOLD_MS = 240_000;

/** Seconds, when nobody knows why a model does not wake. */
const RETRY_AFTER_OVERDUE = 60;

const CODE = 'model_asleep';

/** What a Service without pods and a load balancer without targets do, or whatever stands in front of a server that is still loading. */
const SILENCE: ReadonlySet<FailureKind | number> = new Set<FailureKind | number>(['unreachable', 502, 503, 504]);

/** Whether an upstream that may sleep could be asleep. Its health says whether it is. */
export const mayBeAsleep = (outcome: FailureKind | number): boolean => SILENCE.has(outcome);

/** A request that met a sleeping model. Epoch milliseconds. */
export interface Met {
  readonly now: number;
  /** When the request came in. */
  readonly startedAt: number;
  /** When the first request of all met it asleep. */
  readonly since: number;
  readonly withinMs: number;
}

/** How long a request may still wait; 0 or less when it may not. */
export const holdMs = ({ now, startedAt, since, withinMs }: Met): number =>
  Math.min(since + withinMs, startedAt + LONGEST_HOLD_MS) - now;

/** What the client is told when it is not waited for, or no longer: the model wakes, or has had its time for it. */
export function asleepError(model: string, { now, since, withinMs }: Pick<Met, 'now' | 'since' | 'withinMs'>): OpenAiError {
  const left = Math.ceil((since + withinMs - now) / 1000);
  if (left > 0) {
    return new OpenAiError(
      503,
      `The model '${model}' sleeps while nobody asks it, and is being woken. Ask again; it answers in ${left} s at the latest.`,
      {
        code: CODE,
        headers: { 'retry-after': String(left) },
      },
    );
  }
  return new OpenAiError(503, `The model '${model}' was to wake within ${withinMs / 1000} s and has not. Try again later.`, {
    code: 'upstream_unavailable',
    headers: { 'retry-after': String(RETRY_AFTER_OVERDUE) },
  });
}

/** Whether an error says that a model sleeps and has time left to wake: nothing is wrong with it. */
export const isAsleep = (error: unknown): boolean => error instanceof OpenAiError && error.body.error.code === CODE;
