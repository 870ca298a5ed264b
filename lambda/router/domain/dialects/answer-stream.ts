import type { JsonObject } from '../http/json-body.ts';
import { errorBody, type OpenAiErrorBody } from '../http/openai-error.ts';
import { isObject, isString } from '../openai/fields.ts';
import { jsonObject } from '../providers/json.ts';
import type { ServerEvent } from '../upstream/sse.ts';
import { errorOfFailure } from '../upstream/upstream-error.ts';
import type { ChatAnswer } from './chat-answer.ts';
import { ChatReader } from './chat-reader.ts';
import type { Refused, Voice } from './dialect.ts';

/** Reads the answer that the core writes, and tells it in the words of another API. */
export class AnswerStream {
  readonly #reader: ChatReader;
  readonly #voice: Voice;
  /** As the client named it. */
  readonly #model: string;
  #begun = false;
  #through = false;
  #failure: Refused | undefined;

  constructor(voice: Voice, model: string, requestId: string) {
    this.#voice = voice;
    this.#model = model;
    this.#reader = new ChatReader(requestId);
  }

  /** @returns the events that the client gets now, an empty text for none */
  push(events: readonly ServerEvent[]): string {
    let text = '';
    for (const { data } of events) text += data === '[DONE]' ? this.#close() : this.take(jsonObject(data));
    return text;
  }

  /** @param value a chunk, a `chat.completion` or an error; anything else says nothing */
  take(value: JsonObject | undefined): string {
    if (value === undefined || this.#through) return '';
    if (isObject(value.error)) return this.fail({ status: statusOf(value.error), error: errorIn(value.error) });
    const told = this.#reader.push(value).map(this.#voice.step).join('');
    const text = this.#begin() + told;
    return this.#reader.broken ? text + this.fail(this.#brokenOff()) : text;
  }

  /** What is left to tell when no more comes. Without an end mark an answer is believed that says why it stopped. */
  end(): string {
    if (this.#through) return '';
    return this.#reader.answer.finish === undefined ? this.fail(this.#brokenOff()) : this.#close();
  }

  fail(refused: Refused): string {
    if (this.#through) return '';
    this.#through = true;
    this.#failure = refused;
    return this.#begin() + this.#voice.broken(refused, this.#reader.answer);
  }

  get answer(): ChatAnswer {
    return this.#reader.answer;
  }

  /** Why the answer is not whole. */
  get failure(): Refused | undefined {
    return this.#failure;
  }

  #begin(): string {
    if (this.#begun) return '';
    this.#begun = true;
    return this.#voice.begin(this.#reader.answer);
  }

  #close(): string {
    if (this.#through) return '';
    this.#through = true;
    return this.#begin() + this.#reader.close().map(this.#voice.step).join('') + this.#voice.end(this.#reader.answer);
  }

  #brokenOff(): Refused {
    const { status, body } = errorOfFailure(this.#model, 'broken');
    return { status, error: body.error };
  }
}

/** What an answer would have had as its status, by the code or the type of an error that came after 200. */
const STATUSES: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  rate_limit_exceeded: 429,
  rate_limit_error: 429,
  overloaded_error: 503,
  upstream_overloaded: 503,
  server_stopping: 503,
  upstream_timeout: 504,
};

/** Some servers put the status itself where OpenAI has a code. */
function statusOf({ type, code }: JsonObject): number {
  if (Number.isInteger(code) && Number(code) >= 400 && Number(code) <= 599) return Number(code);
  const known = [code, type].find((name) => isString(name) && Object.hasOwn(STATUSES, name));
  return (known !== undefined && STATUSES[String(known)]) || 502;
}

function errorIn({ message, type, param, code }: JsonObject): OpenAiErrorBody['error'] {
  const details = { ...(isString(type) && { type }), ...(isString(param) && { param }), ...(isString(code) && { code }) };
  return errorBody(isString(message) ? message : 'The answer broke off.', details).error;
}
