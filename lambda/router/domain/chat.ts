import type { CallerContext } from '../../authorizer/contract.ts';
import { sendEmbedded } from './answers.ts';
import { obeyBudgets } from './budgets/obey.ts';
import { readdressed } from './budgets/readdress.ts';
import { answerThroughCache } from './cache/answer-through-cache.ts';
import { echo } from './embedded/echo.ts';
import { type Asked, configOf, type Exchange } from './exchange.ts';
import { guardChat } from './guard/chat.ts';
import { guardOf } from './guard/guard.ts';
import { type JsonBody, readJsonBody } from './http/json-body.ts';
import { answerEmbedded, callModel, forward, type Prompt, unfit } from './model-call.ts';
import type { ChatMessage } from './openai/chat-message.ts';
import type { ChatRequest } from './openai/chat-request.ts';
import { prepareChat } from './prompts/prepare-chat.ts';
import { textIn } from './providers/json.ts';
import { reserveQuota } from './quota/admission.ts';
import { estimateOfChat, longestAnswerOf } from './quota/estimate.ts';
import type { AskModel } from './routing/answer-route.ts';
import { chatTo } from './routing/cannot-take.ts';
import { complexityOf } from './routing/complexity.ts';
import { defaultAnswer } from './routing/default-answer.ts';
import { noteAsked } from './routing/note-asked.ts';
import { contextTokensIn } from './routing/prompt.ts';
import { step } from './telemetry/steps.ts';
import { marked, markingOf } from './watermark/marking.ts';

/** `POST /v1/chat/completions`. */
export const chatCompletions = async (exchange: Exchange, caller: CallerContext): Promise<void> =>
  answerChat(exchange, caller, readJsonBody(exchange.request));

/**
 * Answers a chat: what every API for chats comes down to. Writes to the exchange's sink in the shapes of OpenAI's chat completions.
 *
 * @throws OpenAiError when there is no answer; nothing is sent then
 */
export async function answerChat(asking: Exchange, caller: CallerContext, written: JsonBody): Promise<void> {
  const config = await configOf(asking);
  const asks = { operation: 'chat.completions', model: textIn(written.value, 'model') } as const;
  const guard = config.moderation && (await guardOf(asking, caller, config, asks));
  const marking = config.moderation && (await markingOf(asking, caller, config, written.value));
  const guarding = marked(
    marking,
    guard && ((messages: readonly ChatMessage[]) => step(asking, 'guard', () => guardChat(guard, messages))),
  );
  const terms = await obeyBudgets(asking, caller, config);
  const affordable = readdressed(asking, config, terms, written);
  const { exchange, request, body, finish } = await prepareChat(asking, caller, config, affordable, guarding);
  const { model, stream } = request;
  const asked: Asked = { operation: 'chat.completions', model, stream };
  noteAsked(exchange, caller, config, asked);
  const contextTokens = contextTokensIn(request);
  await reserveQuota(exchange, caller, () => estimateOfChat(request, config, contextTokens()), terms.limits);
  const prompt: Prompt = {
    contextTokens,
    complexity: () => complexityOf(request),
    outputTokens: () => longestAnswerOf(request),
    cannotTake: chatTo(request),
    lastResort: (on, text) => sendDefault(on, request, text),
  };
  await answerThroughCache(exchange, { caller, config, asked, body }, (on, stale) =>
    callModel(on, { caller, config, asked, ask: askChat(request, body, contextTokens), prompt, terms, ...(stale && { stale }) }),
  );
  await finish?.();
}

const askChat =
  (request: ChatRequest, body: JsonBody, input: () => number): AskModel =>
  async (on, name, target) => {
    switch (target.kind) {
      case 'echo':
        return answerEmbedded(on, name, target, echo(request, on.requestId, on.startedAt));
      case 'hashing-embedder':
        throw unfit(name, target, '/v1/embeddings');
      default:
        return forward(on, target, name, { path: '/chat/completions', body, input, chat: request });
    }
  };

async function sendDefault({ sink, requestId, startedAt }: Exchange, request: ChatRequest, text: string): Promise<void> {
  const { model: alias, stream, includeUsage } = request;
  await sendEmbedded(sink, requestId, defaultAnswer(text, { alias, requestId, at: startedAt, stream, includeUsage }));
}
