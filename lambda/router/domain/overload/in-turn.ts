import type { Exchange } from '../exchange.ts';
import { errorOfClosed } from '../upstream/upstream-error.ts';

/** Answers a request when it is its turn. @throws OpenAiError 429 when that would take too long; 499 or 503 when the client or the platform does not wait */
export async function inTurn({ ports, request, sink }: Exchange, tenant: string, answer: () => Promise<void>): Promise<void> {
  const { overload } = ports;
  if (overload === undefined) return answer();
  const waiting = overload.enter(tenant, request.body?.length ?? 0, sink.closed);
  if (waiting !== undefined && !(await waiting)) throw errorOfClosed('', sink.closed);
  try {
    await answer();
  } finally {
    overload.leave();
  }
}
