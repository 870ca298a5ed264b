import type { CallerContext } from '../../../authorizer/contract.ts';
import type { PromptAttachment } from '../../contract/prompts.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { Exchange } from '../exchange.ts';
import { headerOf } from '../http/api-gateway-event.ts';
import type { JsonBody } from '../http/json-body.ts';
import type { ChatMessage } from '../openai/chat-message.ts';
import { type ChatRequest, parseChatRequest } from '../openai/chat-request.ts';
import { AnswerSink } from '../output/answer-sink.ts';
import { CollectedAnswer } from '../output/collected-answer.ts';
import { type FilterFactory, type FiltersBeside, NOTHING_BESIDE } from '../output/text-filter.ts';
import { type OpenSession, openSession, SESSION_HEADER } from '../sessions/session.ts';
import { step } from '../telemetry/steps.ts';
import { attachedTo, replaced, TEMPLATE_HEADER, templated } from './attached.ts';
import { optimised } from './optimise.ts';
import { postProcessor } from './post-processor.ts';

/** A chat as the model is to see it, and where its answer goes. */
export interface PreparedChat {
  readonly exchange: Exchange;
  readonly request: ChatRequest;
  readonly body: JsonBody;
  /** After the answer: keeps the turn and sends what waited for that. @default - there is nothing to do */
  readonly finish?: () => Promise<void>;
}

/** What a guard makes of a chat. */
interface Guarded extends FiltersBeside {
  readonly messages: readonly ChatMessage[];
  /** Of the answer's text, behind all others. */
  readonly filters: readonly FilterFactory[];
}

/** Looks at the messages as the model would get them: may change them, and rewrite the answer last. */
export type Guarding = (messages: readonly ChatMessage[]) => Promise<Guarded>;

/**
 * Puts template and history into a chat, makes its prompt smaller, and its answer go through post-processors: whatever of it is configured or
 * asked for. Otherwise the chat stays as it is, to the byte.
 *
 * @throws OpenAiError 400 that names what is wrong with the request; 503 when its session cannot be read
 */
export async function prepareChat(
  exchange: Exchange,
  caller: CallerContext,
  config: RouterConfig,
  body: JsonBody,
  guarding?: Guarding,
): Promise<PreparedChat> {
  const sessionId = headerOf(exchange.request, SESSION_HEADER);
  const attached = attachedTo(config, body.value.model);
  const written = templated(config, attached, headerOf(exchange.request, TEMPLATE_HEADER), body);
  const asked = parseChatRequest(written.value);
  if (attached === undefined && sessionId === undefined && guarding === undefined)
    return { exchange, request: asked, body: written };

  const session =
    sessionId === undefined
      ? undefined
      : await step(exchange, 'session', () => openSession(exchange, caller, config, sessionId, asked.messages));
  const all = smaller(exchange, attached, session?.messages ?? asked.messages);
  const guarded = (await guarding?.(all)) ?? { messages: all, filters: [], ...NOTHING_BESIDE };
  const { messages } = guarded;
  const { request, body: sent } = messages === asked.messages ? { request: asked, body: written } : replaced(asked, messages);
  return { ...withSink(exchange, config, attached, session, guarded), request, body: sent };
}

function smaller(
  { journal }: Exchange,
  attached: PromptAttachment | undefined,
  messages: readonly ChatMessage[],
): readonly ChatMessage[] {
  if (attached?.optimise === undefined) return messages;
  const { tokensSaved, messages: fewer } = optimised(messages, attached.optimise, attached.historyTokens);
  journal.promptTokensSaved = tokensSaved;
  journal.headers = { ...journal.headers, 'x-prompt-tokens-saved': String(tokensSaved) };
  return fewer;
}

function withSink(
  exchange: Exchange,
  { prompts }: RouterConfig,
  attached: PromptAttachment | undefined,
  session: OpenSession | undefined,
  guarded: Guarded,
): Pick<PreparedChat, 'exchange' | 'finish'> {
  const filters = [
    ...(attached?.postProcess ?? []).map((name) => postProcessor(prompts?.postProcessors?.[name] ?? [])),
    ...guarded.filters,
  ];
  if (filters.length === 0 && session === undefined) return { exchange };
  const answer = session && new CollectedAnswer();
  const sink = new AnswerSink(exchange.sink, filters, answer, guarded);
  const finish = async () => {
    await sink.settle();
    // Before the end mark: whoever sends the next turn at once finds this one.
    if (answer?.message !== undefined) await session?.keep(answer.message);
    sink.finish();
  };
  return { exchange: { ...exchange, sink }, finish };
}
