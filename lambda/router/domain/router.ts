import { sendError } from './answers.ts';
import { isAsleep } from './cold-start/asleep.ts';
import type { Exchange, Journal } from './exchange.ts';
import { type ApiRequest, headerOf, parseEvent, requestIdOf } from './http/api-gateway-event.ts';
import { unauthenticated } from './http/openai-error.ts';
import { refusalOf } from './http/refusal.ts';
import { matchRoute } from './http/routes.ts';
import { recordUsage } from './ledger/record.ts';
import { ERRORS, OPERATIONS, PUBLIC_OPERATIONS } from './operations.ts';
import { inTurn } from './overload/in-turn.ts';
import { hasLeft, type ResponseSink, type RouterPorts } from './ports.ts';
import { settleQuota } from './quota/admission.ts';
import { observe } from './telemetry/observe.ts';
import { apartLine, requestLine } from './telemetry/request-line.ts';
import { authorizeStep, isTraced } from './telemetry/steps.ts';
import { traceContextOf } from './telemetry/trace-context.ts';

/** Answers one API Gateway event; settles when its usage is recorded too. Never throws. */
export type Router = (event: unknown, sink: ResponseSink) => Promise<void>;

/** The way of every request: parse, find the route, ask who calls, answer, record. */
export function createRouter(ports: RouterPorts): Router {
  return async (event, sink) => {
    const startedAt = ports.clock.now();
    const requestId = requestIdOf(event) ?? ports.newId();
    const journal: Journal = { attempts: [] };
    const watched = noticing(sink, journal, ports);
    try {
      const request = parseEvent(event);
      noteTrace(journal, request, ports);
      if (isTraced(journal.trace)) noteAuthorization(journal, event, requestId, ports);
      await answer({ requestId, startedAt, request, parameters: {}, sink: watched, ports, journal });
    } catch (error) {
      answerError(error, requestId, watched, journal, ports);
    }
    await sink.end();
    const endedAt = ports.clock.now();
    const left = hasLeft(sink.closed);
    const [rowsLost] = await Promise.all([
      recordUsage(journal, ports),
      settleQuota(journal, requestId, ports),
      ports.config.refresh(),
      journal.storing,
      journal.reviewing,
      journal.remembering,
    ]);
    const { region, telemetry, log } = ports;
    const observation = observe(journal, { requestId, startedAt, endedAt, region, rowsLost, ...(left && { left }) });
    for (const call of observation.apart ?? []) {
      log('info', 'question embedded', apartLine(observation, call), telemetry.apartMembers?.(call));
    }
    log('info', 'request', requestLine(observation), telemetry.lineMembers?.(observation));
    telemetry.finished?.(observation);
    await telemetry.flush?.();
  };
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, requestId, journal, ports } = exchange;
  const { route, parameters } = matchRoute(request);
  const name = `${route.method} ${route.path}`;
  journal.endpoint = name;
  ports.telemetry.started?.({ requestId, endpoint: name });
  if (route.public) return known(PUBLIC_OPERATIONS, name)(exchange);
  const { caller } = request;
  if (caller === undefined) throw unauthenticated();
  journal.caller = caller;
  return inTurn(exchange, caller.tenant, () => known(OPERATIONS, name)({ ...exchange, parameters }, caller));
}

function known<T>(operations: Readonly<Record<string, T>>, name: string): T {
  const operation = operations[name];
  if (operation === undefined) throw new Error(`the contract has a route ${name} for which there is no operation`);
  return operation;
}

function answerError(error: unknown, requestId: string, sink: ResponseSink, journal: Journal, ports: RouterPorts): void {
  const refusal = refusalOf(error, requestId, ports.log);
  if (isAsleep(refusal)) journal.asleep = true;
  // Once bytes are sent there is no status to change: the answer ends where it broke.
  if (journal.status === undefined) (ERRORS[journal.endpoint ?? ''] ?? sendError)(sink, requestId, refusal);
}

function noteTrace(journal: Journal, request: ApiRequest, { telemetry, newId }: RouterPorts): void {
  const headers = { traceparent: headerOf(request, 'traceparent'), tracestate: headerOf(request, 'tracestate') };
  const trace = traceContextOf(headers, telemetry.traceRatio, newId);
  if (trace !== undefined) journal.trace = trace;
}

function noteAuthorization(journal: Journal, event: unknown, requestId: string, { newId }: RouterPorts): void {
  const authorized = authorizeStep(event, requestId, newId);
  if (authorized !== undefined) journal.steps = [authorized];
}

const noticing = (sink: ResponseSink, journal: Journal, { clock }: RouterPorts): ResponseSink => ({
  start: (status, headers) => {
    journal.status = status;
    sink.start(status, { ...headers, ...journal.headers });
  },
  write: (chunk) => {
    journal.firstByteAt ??= clock.now();
    return sink.write(chunk);
  },
  drained: () => sink.drained(),
  end: () => sink.end(),
  closed: sink.closed,
});
