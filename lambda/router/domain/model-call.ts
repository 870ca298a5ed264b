import type { CallerContext } from '../../authorizer/contract.ts';
import type { RouterConfig } from '../contract/router-config.ts';
import type { ModelRoute } from '../contract/routes.ts';
import type { ModelTarget } from '../contract/targets.ts';
import { sendEmbedded } from './answers.ts';
import type { EmbeddedAnswer } from './embedded/answer.ts';
import { type Asked, type Exchange, noteAttempt, noteSubject } from './exchange.ts';
import type { JsonBody } from './http/json-body.ts';
import { invalidRequest } from './http/openai-error.ts';
import type { ChatRequest } from './openai/chat-request.ts';
import { routeOf, targetOf } from './openai/models.ts';
import { type AskModel, answerRoute } from './routing/answer-route.ts';
import { bytesAsTokens } from './routing/prompt.ts';
import { type Dispatch, dispatch } from './upstream/dispatch.ts';

/** What a route needs to know of a prompt, and can do with it when no model answers. */
export interface Prompt {
  readonly contextTokens: () => number;
  readonly complexity: () => number;
  readonly lastResort?: (exchange: Exchange, text: string) => Promise<void>;
}

/** A checked request to a model or an alias. */
export interface ModelCall {
  readonly caller: CallerContext;
  readonly config: RouterConfig;
  readonly asked: Asked;
  readonly ask: AskModel;
  readonly prompt: Prompt;
}

/**
 * Asks the model, or the candidates behind an alias.
 *
 * @throws OpenAiError when there is no answer; nothing is sent then
 */
export async function callModel(exchange: Exchange, { caller, config, asked, ask, prompt }: ModelCall): Promise<void> {
  const route = routeOf(config, asked.model);
  if (route === undefined) {
    const target = targetOf(config, asked.model);
    noteSubject(exchange, caller, asked, target);
    return ask(exchange, asked.model, target);
  }
  const { lastResort } = prompt;
  const { defaultAnswer: text } = route;
  const known = { contextTokens: prompt.contextTokens(), complexity: isJudged(route) ? prompt.complexity() : 0 };
  return answerRoute(exchange, {
    ...{ caller, config, route, asked, ask, prompt: known },
    ...(lastResort && text !== undefined && { lastResort: (on) => lastResort(on, text) }),
  });
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
  noteAttempt(exchange, target, {
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
  readonly texts: () => readonly string[];
  /** @default - no chat */
  readonly chat?: ChatRequest;
}

export function forward(exchange: Exchange, target: Dispatch['target'], model: string, forwarded: Forwarded): Promise<void> {
  const { requestId, startedAt, sink, ports, patienceMs } = exchange;
  const { texts, ...request } = forwarded;
  return dispatch(
    {
      ...{ requestId, startedAt, target, model, sink },
      ...request,
      estimateInput: () => bytesAsTokens(texts()),
      ...(patienceMs !== undefined && { patienceMs }),
      record: (attempt) => noteAttempt(exchange, target, attempt),
    },
    ports,
  );
}
