import type { CallerContext } from '../../authorizer/contract.ts';
import type { ModelRoute } from '../contract/routes.ts';
import type { ModelTarget } from '../contract/targets.ts';
import { sendEmbedded, sendJson } from './answers.ts';
import type { EmbeddedAnswer } from './embedded/answer.ts';
import { echo } from './embedded/echo.ts';
import { embed } from './embedded/hashing-embedder.ts';
import { type Asked, configOf, type Exchange, noteAttempt, noteSubject } from './exchange.ts';
import { type JsonBody, readJsonBody } from './http/json-body.ts';
import { invalidRequest } from './http/openai-error.ts';
import { textOf } from './openai/chat-message.ts';
import { type ChatRequest, parseChatRequest } from './openai/chat-request.ts';
import { parseEmbeddingsRequest } from './openai/embeddings-request.ts';
import { listModels, retrieveModel, routeOf, targetOf } from './openai/models.ts';
import { reserveQuota } from './quota/admission.ts';
import { estimateOfChat, estimateOfEmbeddings } from './quota/estimate.ts';
import { type AskModel, answerRoute } from './routing/answer-route.ts';
import { complexityOf } from './routing/complexity.ts';
import { defaultAnswer } from './routing/default-answer.ts';
import { bytesAsTokens, contextTokensOf, textsOf } from './routing/prompt.ts';
import { type Dispatch, dispatch } from './upstream/dispatch.ts';

type PublicOperation = (exchange: Exchange) => Promise<void>;
type Operation = (exchange: Exchange, caller: CallerContext) => Promise<void>;

/** By method and path of the contract's routes that need no key. */
export const PUBLIC_OPERATIONS: Readonly<Record<string, PublicOperation>> = {
  'GET /healthz': async ({ sink, requestId }) => sendJson(sink, requestId, 200, { status: 'ok' }),
};

/** By method and path of the contract's routes. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /v1/chat/completions': chatCompletions,
  'POST /v1/embeddings': embeddings,
  'GET /v1/models': async (exchange) => sendJson(exchange.sink, exchange.requestId, 200, listModels(await configOf(exchange))),
  'GET /v1/models/{model}': async (exchange) =>
    sendJson(exchange.sink, exchange.requestId, 200, retrieveModel(await configOf(exchange), exchange.parameters.model ?? '')),
};

async function chatCompletions(exchange: Exchange, caller: CallerContext): Promise<void> {
  const body = readJsonBody(exchange.request);
  const request = parseChatRequest(body.value);
  const { model, stream, includeUsage } = request;
  await reserveQuota(exchange, caller, () => estimateOfChat(request));
  const prompt = () => request.messages.map(textOf);
  const ask: AskModel = async (on, name, target) => {
    switch (target.kind) {
      case 'echo':
        return answerEmbedded(on, name, target, echo(request, on.requestId, on.startedAt));
      case 'hashing-embedder':
        throw unfit(name, target, '/v1/embeddings');
      default:
        return forward(on, target, name, '/chat/completions', body, prompt, request);
    }
  };
  await answer(exchange, caller, { operation: 'chat.completions', model, stream }, ask, {
    contextTokens: () => contextTokensOf(request),
    complexity: () => complexityOf(request),
    lastResort: async (on, text) => {
      const asked = { alias: model, requestId: on.requestId, at: on.startedAt, stream, includeUsage };
      await sendEmbedded(on.sink, on.requestId, defaultAnswer(text, asked));
    },
  });
}

async function embeddings(exchange: Exchange, caller: CallerContext): Promise<void> {
  const body = readJsonBody(exchange.request);
  const request = parseEmbeddingsRequest(body.value);
  const { model } = request;
  await reserveQuota(exchange, caller, () => estimateOfEmbeddings(request));
  const prompt = () => textsOf(request);
  const ask: AskModel = async (on, name, target) => {
    switch (target.kind) {
      case 'hashing-embedder':
        return answerEmbedded(on, name, target, embed(request, target));
      case 'openai':
        return forward(on, target, name, '/embeddings', body, prompt);
      default:
        throw unfit(name, target, '/v1/chat/completions');
    }
  };
  await answer(exchange, caller, { operation: 'embeddings', model, stream: false }, ask, {
    contextTokens: () => bytesAsTokens(prompt()),
    complexity: () => 0,
  });
}

/** What a route needs to know of a prompt, and can do with it when no model answers. */
interface Prompt {
  readonly contextTokens: () => number;
  readonly complexity: () => number;
  readonly lastResort?: (exchange: Exchange, text: string) => Promise<void>;
}

async function answer(exchange: Exchange, caller: CallerContext, asked: Asked, ask: AskModel, prompt: Prompt): Promise<void> {
  const config = await configOf(exchange);
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

const unfit = (model: string, { kind }: ModelTarget, path: string) =>
  invalidRequest(`The model '${model}' is of kind ${kind}; ask it at ${path}.`, 'model', 'model_not_supported');

async function answerEmbedded(exchange: Exchange, model: string, target: ModelTarget, embedded: EmbeddedAnswer): Promise<void> {
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

function forward(
  exchange: Exchange,
  target: Dispatch['target'],
  model: string,
  path: '/chat/completions' | '/embeddings',
  body: JsonBody,
  prompt: () => readonly string[],
  chat?: ChatRequest,
): Promise<void> {
  const { requestId, startedAt, sink, ports, patienceMs } = exchange;
  return dispatch(
    {
      requestId,
      startedAt,
      target,
      model,
      path,
      body,
      ...(chat && { chat }),
      estimateInput: () => bytesAsTokens(prompt()),
      sink,
      ...(patienceMs !== undefined && { patienceMs }),
      record: (attempt) => noteAttempt(exchange, target, attempt),
    },
    ports,
  );
}
