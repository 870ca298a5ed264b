import type { DecisionTime } from '../../../authorizer/contract.ts';
import { OpenAiError } from '../http/openai-error.ts';
import type { RouterPorts } from '../ports.ts';
import type { Step, StepName } from './observation.ts';
import { spanIdFrom, type TraceContext } from './trace-context.ts';

interface OnItsWay {
  readonly journal: { readonly trace?: TraceContext; steps?: readonly Step[] };
  readonly ports: Pick<RouterPorts, 'clock' | 'newId'>;
}

/** Whether spans of the request are sent from here. */
export const isTraced = (trace: TraceContext | undefined): boolean => trace?.recording === true && trace.sampled;

/** Does a part of the way, and notes how long it took when the request is traced. */
export const step = <T>(request: OnItsWay, name: StepName, work: () => Promise<T>): Promise<T> =>
  isTraced(request.journal.trace) ? noted(request, name, work) : work();

async function noted<T>({ journal, ports }: OnItsWay, name: StepName, work: () => Promise<T>): Promise<T> {
  const startedAt = ports.clock.now();
  let failed = false;
  try {
    return await work();
  } catch (error) {
    failed = !(error instanceof OpenAiError && error.status < 500);
    throw error;
  } finally {
    const spanId = spanIdFrom(ports.newId());
    journal.steps = [...(journal.steps ?? []), { name, spanId, startedAt, endedAt: ports.clock.now(), failed }];
  }
}

/** Longer than an authorizer may take: API Gateway gives up before. */
const LONGEST_MS = 30_000;

/**
 * The authorizer's part, as API Gateway hands it on.
 *
 * @returns undefined when its answer was kept from an earlier request, or says nothing that can be true
 */
export function authorizeStep(event: unknown, requestId: string, newId: () => string): Step | undefined {
  const { authorizer } =
    (event as { readonly requestContext?: { readonly authorizer?: Partial<DecisionTime> | null } }).requestContext ?? {};
  if (authorizer?.decidedFor !== requestId) return undefined;
  const [startedAt, endedAt] = [Number(authorizer.decidedFrom), Number(authorizer.decidedUntil)];
  if (!(endedAt >= startedAt && endedAt - startedAt <= LONGEST_MS)) return undefined;
  return { name: 'authorize', spanId: spanIdFrom(newId()), startedAt, endedAt, failed: false };
}
