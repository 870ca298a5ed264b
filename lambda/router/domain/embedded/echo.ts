import { type ChatMessage, textOf } from '../openai/chat-message.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import { isString } from '../openai/fields.ts';
import { DONE_EVENT, dataEvent } from '../upstream/sse.ts';
import { type EmbeddedAnswer, wordsOf } from './answer.ts';
import { refuseUnsupported } from './echo-support.ts';

const NOTICE = 'echo model: repeats the prompt, no language model';

/** Characters of the prompt that are repeated. */
const MAX_ECHO = 2_000;

interface Echo {
  readonly words: readonly string[];
  readonly finishReason: 'stop' | 'length';
}

interface Stamp {
  readonly id: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: 'fp_echo';
}

/**
 * Repeats the last user message, in the shape of a language model's answer.
 *
 * @throws OpenAiError 400 that names a member which an echo cannot honour
 */
export function echo(request: ChatRequest, requestId: string, nowMs: number): EmbeddedAnswer {
  refuseUnsupported(request);
  const stamp: Stamp = {
    id: `chatcmpl-${requestId}`,
    created: Math.floor(nowMs / 1000),
    model: request.model,
    system_fingerprint: 'fp_echo',
  };
  const answer = limited(request, `This is an echo model, not a language model. You said: ${lastUserText(request.messages)}`);
  const choices = typeof request.body.n === 'number' ? request.body.n : 1;
  const inputTokens = request.messages.reduce((sum, message) => sum + wordsOf(textOf(message)).length, 0);
  const outputTokens = answer.words.length * choices;
  const usage = {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
  const body = request.stream
    ? { events: events(stamp, answer, choices, request.includeUsage ? usage : undefined) }
    : { json: completion(stamp, answer, choices, usage) };
  return { notice: NOTICE, body, inputTokens, outputTokens };
}

function lastUserText(messages: readonly ChatMessage[]): string {
  const message = messages.findLast(({ role }) => role === 'user');
  // A cut must not leave half of a character that takes two code units.
  return message === undefined
    ? ''
    : textOf(message)
        .slice(0, MAX_ECHO)
        .replace(/[\uD800-\uDBFF]$/, '');
}

/** Cuts at the first stop sequence and at the token limit. */
function limited({ body }: ChatRequest, whole: string): Echo {
  const stops = (isString(body.stop) ? [body.stop] : ((body.stop ?? []) as readonly string[])).filter((stop) => stop !== '');
  const cuts = stops.map((stop) => whole.indexOf(stop)).filter((cut) => cut >= 0);
  const words = wordsOf(whole.slice(0, Math.min(whole.length, ...cuts)));
  const limit = (body.max_completion_tokens ?? body.max_tokens ?? words.length) as number;
  return limit < words.length ? { words: words.slice(0, limit), finishReason: 'length' } : { words, finishReason: 'stop' };
}

const completion = (stamp: Stamp, { words, finishReason }: Echo, choices: number, usage: object) => ({
  ...stamp,
  object: 'chat.completion',
  choices: Array.from({ length: choices }, (_, index) => ({
    index,
    message: { role: 'assistant', content: words.join(''), refusal: null },
    logprobs: null,
    finish_reason: finishReason,
  })),
  usage,
});

function* events(stamp: Stamp, { words, finishReason }: Echo, choices: number, usage?: object): Generator<string> {
  const chunk = (index: number, delta: object, finish: string | null) =>
    dataEvent({
      ...stamp,
      object: 'chat.completion.chunk',
      choices: [{ index, delta, logprobs: null, finish_reason: finish }],
      ...(usage && { usage: null }),
    });
  for (let index = 0; index < choices; index++) {
    yield chunk(index, { role: 'assistant', content: '' }, null);
    for (const word of words) yield chunk(index, { content: word }, null);
    yield chunk(index, {}, finishReason);
  }
  if (usage) yield dataEvent({ ...stamp, object: 'chat.completion.chunk', choices: [], usage });
  yield DONE_EVENT;
}
