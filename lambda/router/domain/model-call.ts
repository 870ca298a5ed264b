import type { CallerContext } from '../../authorizer/contract.ts';
import type { RouterConfig } from '../contract/router-config.ts';
import type { ModelRoute } from '../contract/routes.ts';
import type { ModelTarget } from '../contract/targets.ts';
import { sendEmbedded } from './answers.ts';
import type { BudgetTerms } from './budgets/obey.ts';
import type { LastResort } from './cache/call-models.ts';
import { throughColdStart } from './cold-start/through-cold-start.ts';
import type { EmbeddedAnswer } from './embedded/answer.ts';
import { type Asked, type Exchange, noteAttempt, noteSubject } from './exchange.ts';
import type { JsonBody } from './http/json-body.ts';
import { invalidRequest } from './http/openai-error.ts';
import { attemptBook } from './ledger/attempt-book.ts';
import type { ChatRequest } from './openai/chat-request.ts';
import { routeOf, targetOf, targetsOf } from './openai/models.ts';
import { longestAnswerOf } from './quota/estimate.ts';
import { askDirectly } from './resilience/ask-directly.ts';
import { isWorthAnotherUpstream } from './resilience/call-end.ts';
import { type AskModel, answerRoute } from './routing/answer-route.ts';
import type { CannotTakeOf } from './routing/cannot-take.ts';
import { costsIfAsked } from './routing/expected-costs.ts';
import { dispatch } from './upstream/dispatch.ts';
import type { Dispatch, OwnWords } from './upstream/plan.ts';

/** What a route needs to know of a prompt, and can do with it when no model answers. */
export interface Prompt {
  readonly contextTokens: () => number;
  readonly complexity: () => number;
  /** Tokens of the longest answer. @default - none: embeddings */
  readonly outputTokens?: () => number;
  readonly cannotTake: CannotTakeOf;
  readonly lastResort?: (exchange: Exchange, text: string) => Promise<void>;
}

/** A checked request to a model or an alias. */
export interface ModelCall {
  readonly caller: CallerContext;
  readonly config: RouterConfig;
  readonly asked: Asked;
  readonly ask: AskModel;
  readonly prompt: Prompt;
  readonly terms: BudgetTerms;
  /** Sends a kept answer that is too old. @default - there is none, or the tenant does not want it */
  readonly stale?: LastResort;
}

/**
 * Asks the model, or the candidates behind an alias.
 *
 * @throws OpenAiError when there is no answer; nothing is sent then
 */
export async function callModel(exchange: Exchange, call: ModelCall): Promise<void> {
  const { caller, config, asked, ask, prompt, stale, terms } = call;
  if (terms.onlyKept !== undefined) throw terms.onlyKept;
  const route = routeOf(config, asked.model);
  if (route === undefined) {
    const target = targetOf(config, asked.model);
    noteSubject(exchange, caller, asked, target);
    const name = Object.hasOwn(config.models, asked.model) ? asked.model : '*';
    const directly = (on: Exchange) => askDirectly(on, name, target, (asking) => ask(asking, asked.model, target));
    return stale === undefined ? directly(exchange) : orStale({ ...exchange, standby: true }, directly, stale);
  }
  const { lastResort } = prompt;
  const cannotTake = await prompt.cannotTake(targetsOf(config, asked.model));
  const { defaultAnswer: text } = route;
  const contextTokens = prompt.contextTokens();
  const tokens = () => ({ inputTokens: contextTokens, outputTokens: prompt.outputTokens?.() ?? 0 });
  const complexity = isJudged(route) ? prompt.complexity() : 0;
  const known = { contextTokens, complexity, cannotTake, ...costsIfAsked(config, route, tokens) };
  return answerRoute(exchange, {
    ...{ caller, config, route, asked, ask, prompt: known },
    ...(stale && { stale }),
    ...(lastResort && text !== undefined && { lastResort: (on) => lastResort(on, text) }),
  });
}

/** An old answer is better than none; what the client got wrong stays wrong. */
async function orStale(exchange: Exchange, directly: LastResort, stale: LastResort): Promise<void> {
  try {
    await directly(exchange);
  } catch (error) {
    if (!isWorthAnotherUpstream(error) || exchange.journal.status !== undefined || exchange.sink.closed.aborted) throw error;
    await stale(exchange);
  }
}

/** The text of a prompt is looked into only where that matters. */
const isJudged = ({ candidates }: ModelRoute): boolean => candidates.some(({ when }) => when?.complexity !== undefined);

export const unfit = (model: string, { kind }: ModelTarget, path: string) =>
  invalidRequest(`The model '${model}' is of kind ${kind}; ask it at ${path}.`, 'model', 'model_not_supported');

export async function answerEmbedded(
  exchange: Exchange,
  model: string,
  target: ModelTarget,
  embedded: EmbeddedAnswer,
): Promise<void> {
  const { sink, requestId, startedAt, ports, journal } = exchange;
  const whole = await sendEmbedded(sink, requestId, embedded);
  noteAttempt(exchange, model, target, {
    number: 1,
    // Other candidates of a route may have been asked before.
    startedAt: journal.attempts.at(-1)?.endedAt ?? startedAt,
    endedAt: ports.clock.now(),
    status: 200,
    partial: !whole,
    providerModel: model,
    usage: { inputTokens: embedded.inputTokens, outputTokens: embedded.outputTokens, usageSource: 'counted' },
  });
}

/** A request on its way to an upstream. */
export interface Forwarded {
  readonly path: '/chat/completions' | '/embeddings';
  readonly body: JsonBody;
  /** Tokens of the prompt, should the upstream not report them. */
  readonly input: () => number;
  /** @default - no chat */
  readonly chat?: ChatRequest;
  /** @default - the chat is translated where the upstream speaks another API than OpenAI's */
  readonly inOwnWords?: OwnWords;
}

export function forward(exchange: Exchange, target: Dispatch['target'], model: string, forwarded: Forwarded): Promise<void> {
  const { requestId, startedAt, sink, ports, journal, patienceMs, standby, upstream } = exchange;
  const { input, ...request } = forwarded;
  const { chat } = request;
  const book = attemptBook(exchange, model, target, { input, ...(chat && { output: () => longestAnswerOf(chat, [target]) }) });
  const dispatched: Dispatch = {
    ...{ requestId, startedAt, target, model, sink, book },
    ...request,
    estimateInput: input,
    ...(patienceMs !== undefined && { patienceMs }),
    ...(standby && { standby }),
    ...(upstream !== undefined && { upstream }),
    ...(journal.trace && { trace: journal.trace }),
  };
  const coldStart = 'coldStart' in target ? target.coldStart : undefined;
  if (coldStart === undefined) return dispatch(dispatched, ports);
  return throughColdStart(exchange, model, target, coldStart, (isAsleep) => dispatch({ ...dispatched, isAsleep }, ports));
}
