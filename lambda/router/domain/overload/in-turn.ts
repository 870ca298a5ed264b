import type { Exchange } from '../exchange.ts';

/** Answers a request when it is its turn. @throws OpenAiError 429 when that would take too long */
export async function inTurn({ ports, request, sink }: Exchange, tenant: string, answer: () => Promise<void>): Promise<void> {
  const { overload } = ports;
  if (overload === undefined) return answer();
  const waiting = overload.enter(tenant, request.body?.length ?? 0, sink.closed);
  if (waiting !== undefined) await waiting;
  try {
    await answer();
  } finally {
    overload.leave();
  }
}
