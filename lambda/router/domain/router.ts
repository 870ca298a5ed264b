import { sendError } from './answers.ts';
import type { Exchange, Journal } from './exchange.ts';
import { parseEvent, requestIdOf } from './http/api-gateway-event.ts';
import { internalError, OpenAiError, unauthenticated } from './http/openai-error.ts';
import { matchRoute } from './http/routes.ts';
import { OPERATIONS, PUBLIC_OPERATIONS } from './operations.ts';
import type { ResponseSink, RouterPorts } from './ports.ts';
import { settleQuota } from './quota/admission.ts';
import { usageRow } from './usage.ts';

/** Answers one API Gateway event; settles when its usage is recorded too. Never throws. */
export type Router = (event: unknown, sink: ResponseSink) => Promise<void>;

/** The way of every request: parse, find the route, ask who calls, answer, record. */
export function createRouter(ports: RouterPorts): Router {
  return async (event, sink) => {
    const startedAt = ports.clock.now();
    const requestId = requestIdOf(event) ?? ports.newId();
    const journal: Journal = { attempts: [] };
    const watched = noticingStatus(sink, journal);
    try {
      const request = parseEvent(event);
      await answer({ requestId, startedAt, request, parameters: {}, sink: watched, ports, journal });
    } catch (error) {
      answerError(error, requestId, watched, journal, ports);
    }
    await sink.end();
    const [rowsLost] = await Promise.all([
      recordUsage(journal, ports),
      settleQuota(journal, requestId, ports),
      ports.config.refresh(),
    ]);
    logRequest(requestId, startedAt, journal, rowsLost, ports);
  };
}

async function answer(exchange: Exchange): Promise<void> {
  const { request } = exchange;
  const { route, parameters } = matchRoute(request);
  const name = `${route.method} ${route.path}`;
  if (route.public) return known(PUBLIC_OPERATIONS, name)(exchange);
  const { caller } = request;
  if (caller === undefined) throw unauthenticated();
  return known(OPERATIONS, name)({ ...exchange, parameters }, caller);
}

function known<T>(operations: Readonly<Record<string, T>>, name: string): T {
  const operation = operations[name];
  if (operation === undefined) throw new Error(`the contract has a route ${name} for which there is no operation`);
  return operation;
}

function answerError(error: unknown, requestId: string, sink: ResponseSink, journal: Journal, ports: RouterPorts): void {
  const refusal = error instanceof OpenAiError ? error : undefined;
  if (refusal === undefined) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    ports.log('error', 'request failed', { requestId, error: what });
  }
  // Once bytes are sent there is no status to change: the answer ends where it broke.
  if (journal.status === undefined) sendError(sink, requestId, refusal ?? internalError());
}

/** @returns how many rows could not be stored; those are in the log, so that nothing is lost for good */
async function recordUsage({ subject, attempts }: Journal, { ledger, log }: RouterPorts): Promise<number> {
  if (subject === undefined) return 0;
  const stored = await Promise.all(
    attempts.map(async (attempt) => {
      const row = usageRow(subject, attempt);
      try {
        await ledger.record(row);
        return true;
      } catch (error) {
        log('error', 'usage row not stored', { ...row, error: error instanceof Error ? error.message : String(error) });
        return false;
      }
    }),
  );
  return stored.filter((done) => !done).length;
}

function logRequest(requestId: string, startedAt: number, journal: Journal, rowsLost: number, { log, clock }: RouterPorts): void {
  const { subject, attempts, status } = journal;
  const last = attempts.at(-1);
  log('info', 'request', {
    requestId,
    status,
    latencyMs: Math.round(clock.now() - startedAt),
    tenant: subject?.caller.tenant,
    principal: subject?.caller.principal,
    operation: subject?.operation,
    model: subject?.model,
    provider: subject?.provider,
    route: journal.route?.alias,
    candidate: journal.route?.candidate,
    routeReason: journal.route?.why,
    stream: subject?.stream,
    attempts: attempts.length,
    partial: last?.partial,
    inputTokens: last?.usage.inputTokens,
    outputTokens: last?.usage.outputTokens,
    usageSource: last?.usage.usageSource,
    failure: attempts.findLast((attempt) => attempt.failure !== undefined)?.failure,
    firstByteMs: last?.firstByteAt === undefined ? undefined : Math.round(last.firstByteAt - startedAt),
    ...(rowsLost > 0 && { rowsLost }),
  });
}

const noticingStatus = (sink: ResponseSink, journal: Journal): ResponseSink => ({
  start: (status, headers) => {
    journal.status = status;
    sink.start(status, { ...headers, ...journal.headers });
  },
  write: (chunk) => sink.write(chunk),
  drained: () => sink.drained(),
  end: () => sink.end(),
  closed: sink.closed,
});
