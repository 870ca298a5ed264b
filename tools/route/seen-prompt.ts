import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import type { UsageRow } from '../../lambda/router/contract/usage.ts';
import type { JsonObject } from '../../lambda/router/domain/http/json-body.ts';
import { OpenAiError } from '../../lambda/router/domain/http/openai-error.ts';
import { type ChatRequest, parseChatRequest } from '../../lambda/router/domain/openai/chat-request.ts';
import { parseEmbeddingsRequest } from '../../lambda/router/domain/openai/embeddings-request.ts';
import { attachedTo, replaced, templated } from '../../lambda/router/domain/prompts/attached.ts';
import { optimised } from '../../lambda/router/domain/prompts/optimise.ts';
import { longestAnswerOf } from '../../lambda/router/domain/quota/estimate.ts';
import { chatTo, embeddingsTo } from '../../lambda/router/domain/routing/cannot-take.ts';
import { type ComplexitySigns, complexityOf, signsOf } from '../../lambda/router/domain/routing/complexity.ts';
import type { CannotTake } from '../../lambda/router/domain/routing/facts.ts';
import { bytesAsTokens, contextTokensOf, textsOf } from '../../lambda/router/domain/routing/prompt.ts';
import { type Api, chatApi, told } from './api.ts';

/** What was found in the request. */
export interface PromptFacts {
  readonly api: Api;
  readonly operation: UsageRow['operation'];
  readonly stream: boolean;
  readonly contextTokens: number;
  readonly complexity: number;
  /** Tokens that the answer may have. */
  readonly outputTokens: number;
  /** What the complexity is made up of. @default - not a chat */
  readonly signs?: ComplexitySigns;
}

/** A prompt as the router sees it: translated, and with what is attached to the alias. */
export interface SeenPrompt {
  readonly facts: PromptFacts;
  readonly cannotTake: CannotTake;
  /** What the client would be told of a refusal. */
  readonly told: (error: OpenAiError) => string;
}

/** @throws Error, or the router's OpenAiError, when the request is none of this API */
export async function promptOf(router: RouterConfig, api: Api, body: JsonObject): Promise<SeenPrompt> {
  const targets = Object.values(router.models);
  if (api === 'embeddings') {
    const embeddings = parseEmbeddingsRequest(body);
    const contextTokens = bytesAsTokens(textsOf(embeddings));
    return {
      facts: { api, operation: 'embeddings', stream: false, contextTokens, complexity: 0, outputTokens: 0 },
      cannotTake: await embeddingsTo(embeddings)(targets),
      told: ({ message }) => message,
    };
  }
  const dialect = await chatApi(api);
  const translated = dialect.toChat(body);
  const tell = (error: OpenAiError) => told(error, dialect, translated);
  const chat = inWords(tell, () => seenByModel(router, translated));
  return {
    facts: {
      ...{ api, operation: 'chat.completions', stream: chat.stream },
      ...{ contextTokens: contextTokensOf(chat), outputTokens: longestAnswerOf(chat) },
      ...{ complexity: complexityOf(chat), signs: signsOf(chat) },
    },
    cannotTake: await chatTo(chat)(targets),
    told: tell,
  };
}

/** With the template that is attached to the alias, and made smaller as it says. */
function seenByModel(router: RouterConfig, body: JsonObject): ChatRequest {
  const attached = attachedTo(router, body.model);
  const chat = parseChatRequest(templated(router, attached, undefined, { value: body, text: '' }).value);
  if (attached?.optimise === undefined) return chat;
  return replaced(chat, optimised(chat.messages, attached.optimise, attached.historyTokens).messages).request;
}

/** @throws Error that says what the client would be told */
function inWords<T>(tell: (error: OpenAiError) => string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof OpenAiError ? new Error(tell(error)) : error;
  }
}
