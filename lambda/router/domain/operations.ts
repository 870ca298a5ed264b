import type { CallerContext } from '../../authorizer/contract.ts';
import type { ModelTarget, OpenAiTarget } from '../contract.ts';
import { sendEmbedded, sendJson } from './answers.ts';
import type { EmbeddedAnswer } from './embedded/answer.ts';
import { echo } from './embedded/echo.ts';
import { embed } from './embedded/hashing-embedder.ts';
import { configOf, type Exchange, noteSubject } from './exchange.ts';
import { type JsonBody, readJsonBody } from './http/json-body.ts';
import { invalidRequest } from './http/openai-error.ts';
import { textOf } from './openai/chat-message.ts';
import { parseChatRequest } from './openai/chat-request.ts';
import { parseEmbeddingsRequest } from './openai/embeddings-request.ts';
import { isString } from './openai/fields.ts';
import { listModels, retrieveModel, targetOf } from './openai/models.ts';
import { dispatch } from './upstream/dispatch.ts';
import { estimatedTokens } from './usage.ts';

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
  const { model, stream } = request;
  const target = targetOf(await configOf(exchange), model);
  noteSubject(exchange, caller, { operation: 'chat.completions', model, stream }, target);
  switch (target.kind) {
    case 'echo':
      return answerEmbedded(exchange, model, echo(request, exchange.requestId, exchange.startedAt));
    case 'openai':
      return forward(exchange, target, model, '/chat/completions', body, () => request.messages.map(textOf));
    case 'hashing-embedder':
      throw unfit(model, target, '/v1/embeddings');
  }
}

async function embeddings(exchange: Exchange, caller: CallerContext): Promise<void> {
  const body = readJsonBody(exchange.request);
  const request = parseEmbeddingsRequest(body.value);
  const { model } = request;
  const target = targetOf(await configOf(exchange), model);
  noteSubject(exchange, caller, { operation: 'embeddings', model, stream: false }, target);
  switch (target.kind) {
    case 'hashing-embedder':
      return answerEmbedded(exchange, model, embed(request, target));
    case 'openai':
      // A token stands for about four bytes, as in the estimate for text.
      return forward(exchange, target, model, '/embeddings', body, () =>
        request.inputs.map((input) => (isString(input) ? input : ' '.repeat(input.length * 4))),
      );
    case 'echo':
      throw unfit(model, target, '/v1/chat/completions');
  }
}

const unfit = (model: string, { kind }: ModelTarget, path: string) =>
  invalidRequest(`The model '${model}' is of kind ${kind}; ask it at ${path}.`, 'model', 'model_not_supported');

async function answerEmbedded(exchange: Exchange, model: string, answer: EmbeddedAnswer): Promise<void> {
  const { sink, requestId, startedAt, ports, journal } = exchange;
  const whole = await sendEmbedded(sink, requestId, answer);
  journal.attempts.push({
    number: 1,
    startedAt,
    endedAt: ports.clock.now(),
    status: 200,
    partial: !whole,
    providerModel: model,
    usage: { inputTokens: answer.inputTokens, outputTokens: answer.outputTokens, usageSource: 'counted' },
  });
}

function forward(
  exchange: Exchange,
  target: OpenAiTarget,
  model: string,
  path: '/chat/completions' | '/embeddings',
  { text, value }: JsonBody,
  prompt: () => readonly string[],
): Promise<void> {
  const { requestId, startedAt, sink, journal, ports } = exchange;
  const renamed = target.model !== undefined && target.model !== model;
  return dispatch(
    {
      requestId,
      startedAt,
      target,
      model,
      path,
      // Untouched where possible: members unknown here and long numbers reach the upstream as the client wrote them.
      body: renamed ? JSON.stringify({ ...value, model: target.model }) : text,
      estimateInput: () => estimatedTokens(prompt().reduce((bytes, part) => bytes + Buffer.byteLength(part), 0)),
      sink,
      record: (attempt) => journal.attempts.push(attempt),
    },
    ports,
  );
}
