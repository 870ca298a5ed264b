import { DEFAULT_TIMEOUTS } from '../../../contract/resilience.ts';
import type { LlamaGuard, OpinionSource } from '../../../contract/second-opinion.ts';
import { CollectingSink } from '../../cache/collecting-sink.ts';
import { noteSubject } from '../../exchange.ts';
import { attemptBook } from '../../ledger/attempt-book.ts';
import { parseChatRequest } from '../../openai/chat-request.ts';
import { UpstreamFailure } from '../../ports.ts';
import { jsonObject } from '../../providers/json.ts';
import { longestAnswerOf } from '../../quota/estimate.ts';
import { askDirectly } from '../../resilience/ask-directly.ts';
import { bytesAsTokens } from '../../routing/prompt.ts';
import { dispatch } from '../../upstream/dispatch.ts';
import { readBody, readErrorBody } from '../../upstream/relay.ts';
import type { Guard } from '../guard.ts';
import { bedrockGuardrailCall, bedrockGuardrailOpinion } from './bedrock-guardrail.ts';
import { llamaGuardOpinion, llamaGuardQuestion } from './llama-guard.ts';
import { openAiModerationCall, openAiModerationOpinion } from './openai-moderation.ts';
import type { Opinion, Side } from './opinion.ts';
import { type OpinionCall, unreadable } from './opinion-call.ts';

/** Asks a source about one text, once. @throws Error that says why there is no opinion, without the text */
export async function ask(guard: Guard, source: OpinionSource, side: Side, text: string, leftMs: number): Promise<Opinion> {
  const { ports } = guard.exchange;
  switch (source.kind) {
    case 'llama-guard':
      return llamaGuardOpinion(read(await ofModel(guard, source, side, text, leftMs)));
    case 'bedrock-guardrail':
      return bedrockGuardrailOpinion(read(await ofServer(guard, bedrockGuardrailCall(source, text, side, ports.region), leftMs)));
    case 'openai-moderation': {
      const credential = source.apiKey && (await ports.secrets.read(source.apiKey.secret));
      return openAiModerationOpinion(read(await ofServer(guard, openAiModerationCall(source, text, credential), leftMs)));
    }
  }
}

async function ofServer({ exchange }: Guard, { body, headers, ...call }: OpinionCall, leftMs: number): Promise<string> {
  const send = () =>
    exchange.ports.upstream.send({
      ...call,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      timeouts: DEFAULT_TIMEOUTS,
      totalMs: leftMs,
      signal: exchange.sink.closed,
    });
  // A kept connection may be closed by its server just when it is needed.
  const response = await send().catch((error: unknown) => {
    if (error instanceof UpstreamFailure && error.kind === 'unreachable') return send();
    throw error;
  });
  if (response.status === 200) return (await readBody(response)).toString();
  // Read all the same, so that the connection can be used again.
  await readErrorBody(response);
  throw new Error(`it answered with status ${response.status}`);
}

/** Attempts on the ledger like all others, as are retries and the breaker of the model's upstream. */
async function ofModel(guard: Guard, { model }: LlamaGuard, side: Side, text: string, leftMs: number): Promise<string> {
  const { exchange, caller, asked } = guard;
  const { requestId, ports, journal } = exchange;
  const { models = {} } = journal.config ?? {};
  const target = Object.hasOwn(models, model) ? models[model] : undefined;
  if (target === undefined || target.kind === 'echo' || target.kind === 'hashing-embedder') {
    throw new Error(`there is no model '${model}' here that could be asked`);
  }
  // The request may end here: then nobody else says whose the attempt was.
  if (journal.subject === undefined) noteSubject(exchange, caller, { ...asked, stream: false }, target);
  const value = llamaGuardQuestion(model, text, side);
  const chat = parseChatRequest(value);
  const input = () => bytesAsTokens([text]);
  const book = attemptBook(exchange, model, target, { input, output: () => longestAnswerOf(chat) });
  const sink = new CollectingSink(exchange.sink.closed);
  await askDirectly(exchange, model, target, ({ upstream }) =>
    dispatch(
      {
        ...{ requestId, startedAt: ports.clock.now(), model, sink, chat },
        target: { ...target, timeouts: { ...(target.timeouts ?? DEFAULT_TIMEOUTS), totalMs: leftMs } },
        path: '/chat/completions',
        body: { text: JSON.stringify(value), value },
        estimateInput: input,
        ...(upstream !== undefined && { upstream }),
        ...(journal.trace && { trace: journal.trace }),
        book: { ...book, record: (attempt) => book.record({ ...attempt, aside: true }) },
      },
      ports,
    ),
  );
  return sink.text;
}

function read(text: string) {
  const answer = jsonObject(text);
  if (answer === undefined) throw unreadable('it is no JSON object');
  return answer;
}
