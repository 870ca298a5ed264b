import type { CallerContext } from '../../authorizer/contract.ts';
import { sendJson } from './answers.ts';
import { chatCompletions } from './chat.ts';
import { embeddings } from './embeddings.ts';
import { configOf, type Exchange } from './exchange.ts';
import { listModels, retrieveModel } from './openai/models.ts';

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
