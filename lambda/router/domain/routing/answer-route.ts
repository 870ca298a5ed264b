import type { CallerContext } from '../../../authorizer/contract.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { ModelRoute } from '../../contract/routes.ts';
import type { ModelTarget } from '../../contract/targets.ts';
import { type Asked, type Exchange, noteSubject } from '../exchange.ts';
import { OpenAiError } from '../http/openai-error.ts';
import type { ResponseSink } from '../ports.ts';
import { isTooLong, isWorthAnotherUpstream } from '../resilience/call-end.ts';
import { observed } from '../resilience/observed-call.ts';
import { type Decision, decide } from './decide.ts';
import type { RoutingFacts } from './facts.ts';
import { routeHeader } from './route-header.ts';
import { type FailedCandidate, routeRefusal, withHeader } from './route-refusal.ts';
import { upstreamOf } from './routing-state.ts';

/** Asks one model. @throws OpenAiError when there is no answer; nothing is sent then */
export type AskModel = (exchange: Exchange, model: string, target: ModelTarget) => Promise<void>;

/** A request whose model is an alias. */
export interface RoutedRequest {
  readonly caller: CallerContext;
  readonly config: RouterConfig;
  readonly route: ModelRoute;
  readonly asked: Asked;
  readonly prompt: Pick<RoutingFacts, 'contextTokens' | 'complexity' | 'costs' | 'cannotTake'>;
  readonly ask: AskModel;
  /** Sends a kept answer that is too old. @default - there is none */
  readonly stale?: (exchange: Exchange) => Promise<void>;
  /** Sends the default answer. @default - the route has none */
  readonly lastResort?: (exchange: Exchange) => Promise<void>;
}

/** While another candidate stands ready, a failed one is asked again at once or not at all: the client should not notice. */
const PATIENCE_MS = 100;

/** Marks the default answer in header and log; no model can have such a name. */
const DEFAULT = '(default answer)';

/** Marks a kept answer that stands in for candidates which failed. */
const STALE = '(stale answer)';

/**
 * Asks the candidates of a route one after the other until one answers. Once a byte is sent, there is no other.
 *
 * @throws OpenAiError when none has an answer; nothing is sent then
 */
export async function answerRoute(exchange: Exchange, request: RoutedRequest): Promise<void> {
  const { asked, config, caller } = request;
  const decision = decisionOn(exchange, request);
  const failed: FailedCandidate[] = [];
  for (const [index, model] of decision.order.entries()) {
    const target = config.models[model];
    if (target === undefined) continue;
    noteSubject(exchange, caller, asked, target);
    const candidate = on(exchange, asked.model, model, whyNow(decision, failed));
    const isLast = index === decision.order.length - 1;
    const patience = isLast ? {} : { patienceMs: PATIENCE_MS };
    const standby = (!isLast || request.lastResort || request.stale) && { standby: true as const };
    const error = await errorOf({ ...candidate, ...patience, ...standby }, model, target, request.ask);
    if (error === undefined) return;
    failed.push({ model, error });
    const { requestId, ports } = exchange;
    ports.log('warn', 'candidate failed', { requestId, route: asked.model, candidate: model, status: error.status });
  }
  const why = failed.length > 0 ? whyNow(decision, failed) : `no candidate${notAsked(decision)}`;
  const mistake = decision.mistake ?? mistakeIn(failed);
  if (mistake !== undefined) throw withHeader(mistake, 'x-route', routeHeader(asked.model, '(none)', why));
  if (request.stale && decision.resident && failed.length > 0) return request.stale(on(exchange, asked.model, STALE, why));
  if (request.lastResort && decision.resident) return request.lastResort(on(exchange, asked.model, DEFAULT, why));
  throw withHeader(routeRefusal(asked.model, decision, failed), 'x-route', routeHeader(asked.model, '(none)', why));
}

function decisionOn({ requestId, ports }: Exchange, { caller, config, route, asked, prompt }: RoutedRequest): Decision {
  const { tenant, principal } = caller;
  const { routing, clock, region } = ports;
  const residency = Object.hasOwn(config.residency ?? {}, tenant) ? config.residency?.[tenant] : undefined;
  const at = clock.now();
  const facts: RoutingFacts = {
    alias: asked.model,
    operation: asked.operation,
    stream: asked.stream,
    ...{ tenant, principal, requestId, region, at },
    ...(residency && { residency }),
    ...prompt,
    models: config.models,
  };
  const served = route.candidates.flatMap(({ model }) => {
    const target = Object.hasOwn(config.models, model) ? config.models[model] : undefined;
    return target === undefined ? [] : [[model, target] as const];
  });
  return decide(route, facts, routing.snapshot(asked.model, Object.fromEntries(served), at));
}

/** What went wrong, when the next candidate may be asked. @throws what went wrong, when it may not */
async function errorOf(exchange: Exchange, model: string, target: ModelTarget, ask: AskModel): Promise<OpenAiError | undefined> {
  const { journal, sink } = exchange;
  const { route } = journal;
  const error = await observed(exchange, upstreamOf(model, target), (on) => ask(on, model, target));
  if (error === undefined) return undefined;
  if (!(error instanceof OpenAiError) || journal.status !== undefined || sink.closed.aborted) throw error;
  if (isWorthAnotherUpstream(error) || isTooLong(error)) return error;
  throw route === undefined ? error : withHeader(error, 'x-route', routeHeader(route.alias, model, route.why));
}

/** What every candidate holds against the request. An outage among them may be over when the client asks again. */
const mistakeIn = (failed: readonly FailedCandidate[]): OpenAiError | undefined =>
  failed.every(({ error }) => isTooLong(error)) ? failed[0]?.error : undefined;

/** The exchange with one candidate: its way is noted, and the answer says so. */
function on(exchange: Exchange, alias: string, candidate: string, why: string): Exchange {
  const { sink, journal } = exchange;
  journal.route = { alias, candidate, why };
  const marked: ResponseSink = {
    start: (status, headers) => sink.start(status, { ...headers, 'x-route': routeHeader(alias, candidate, why) }),
    write: (chunk) => sink.write(chunk),
    drained: () => sink.drained(),
    end: () => sink.end(),
    closed: sink.closed,
  };
  return { ...exchange, sink: marked };
}

const whyNow = (decision: Decision, failed: readonly FailedCandidate[]): string =>
  failed.length === 0
    ? `${decision.why}${notAsked(decision)}`
    : `fallback after ${failed.map(({ model, error }) => `${model} (${error.status})`).join(', ')}`;

const notAsked = ({ refused }: Decision): string =>
  refused.length === 0 ? '' : `, not ${refused.map(({ model, reason }) => `${model} (${reason})`).join(', ')}`;
