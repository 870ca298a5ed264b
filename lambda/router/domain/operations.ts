import type { CallerContext } from '../../authorizer/contract.ts';
import { type sendError, sendJson } from './answers.ts';
import { chatCompletions } from './chat.ts';
import { MESSAGES_REFUSALS } from './dialects/messages/refusals.ts';
import { RESPONSES_REFUSALS } from './dialects/responses/refusals.ts';
import { sendErrorIn } from './dialects/send-error-in.ts';
import { embeddings } from './embeddings.ts';
import { configOf, type Exchange } from './exchange.ts';
import { moderations } from './guard/moderations.ts';
import { listModels, retrieveModel } from './openai/models.ts';

type PublicOperation = (exchange: Exchange) => Promise<void>;
type Operation = (exchange: Exchange, caller: CallerContext) => Promise<void>;

/** By method and path of the contract's routes that need no key. */
export const PUBLIC_OPERATIONS: Readonly<Record<string, PublicOperation>> = {
  'GET /healthz': async ({ sink, requestId }) => sendJson(sink, requestId, 200, { status: 'ok' }),
  // Seldom asked for, so it is read when it is.
  'GET /openapi.json': async ({ sink, requestId }) =>
    sendJson(sink, requestId, 200, (await import('./openapi/document.ts')).openApiDocument()),
};

/** By method and path of the contract's routes. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'POST /v1/chat/completions': chatCompletions,
  // A process that is asked for chat completions only starts without them.
  'POST /v1/responses': async (exchange, caller) =>
    (await import('./dialects/responses/responses.ts')).answerResponses(exchange, caller),
  'POST /v1/messages': async (exchange, caller) =>
    (await import('./dialects/messages/messages.ts')).answerMessages(exchange, caller),
  'POST /v1/embeddings': embeddings,
  'POST /v1/moderations': moderations,
  // Seldom asked for, so it is read when it is.
  'GET /v1/usage': async (exchange, caller) => (await import('./usage-report/answer-usage.ts')).answerUsage(exchange, caller),
  'DELETE /v1/sessions/{id}': async (exchange, caller) =>
    (await import('./sessions/forget-session.ts')).forgetSession(exchange, caller),
  'GET /v1/models': async (exchange) => sendJson(exchange.sink, exchange.requestId, 200, listModels(await configOf(exchange))),
  'GET /v1/models/{model}': async (exchange) =>
    sendJson(exchange.sink, exchange.requestId, 200, retrieveModel(await configOf(exchange), exchange.parameters.model ?? '')),
};

/** How an operation's errors are told, where that is not in OpenAI's words. */
export const ERRORS: Readonly<Record<string, typeof sendError>> = {
  'POST /v1/responses': sendErrorIn(RESPONSES_REFUSALS),
  'POST /v1/messages': sendErrorIn(MESSAGES_REFUSALS),
};
