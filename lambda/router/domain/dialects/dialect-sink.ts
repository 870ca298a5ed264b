import { OpenAiError } from '../http/openai-error.ts';
import type { ResponseSink } from '../ports.ts';
import { jsonObject } from '../providers/json.ts';
import { EventSplitter } from '../upstream/event-splitter.ts';
import { eventsIn, isEventStream } from '../upstream/sse.ts';
import { AnswerStream } from './answer-stream.ts';
import type { Refused, Voice } from './dialect.ts';

export interface DialectSinkOptions {
  readonly client: ResponseSink;
  readonly voice: Voice;
  /** As the client named it. */
  readonly model: string;
  /** The client wants events. */
  readonly stream: boolean;
  readonly requestId: string;
  /** Of every answer, beside the core's. */
  readonly headers: Readonly<Record<string, string>>;
}

const EVENT_STREAM = { 'content-type': 'text/event-stream; charset=utf-8' };
const JSON_BODY = { 'content-type': 'application/json' };

/** Takes what the core writes, a chat completion or its events, and sends what the client asked for, in the words of another API. */
export class DialectSink implements ResponseSink {
  readonly #options: DialectSinkOptions;
  readonly #answer: AnswerStream;
  readonly #splitter = new EventSplitter();
  readonly #held: Buffer[] = [];
  #status = 200;
  #headers: Readonly<Record<string, string>> = {};
  #inEvents = false;
  #begun = false;

  constructor(options: DialectSinkOptions) {
    this.#options = options;
    this.#answer = new AnswerStream(options.voice, options.model, options.requestId);
  }

  get closed(): AbortSignal {
    return this.#options.client.closed;
  }

  /** The client has been sent something: there is no status to change any more. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Kept until there is something to send. */
  start(status: number, { 'content-encoding': _, ...headers }: Readonly<Record<string, string>>): void {
    this.#status = status;
    this.#headers = headers;
    this.#inEvents = isEventStream(headers['content-type']);
  }

  write(chunk: string | Uint8Array): boolean {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (!this.#inEvents) {
      this.#held.push(bytes);
      return true;
    }
    const events = this.#splitter.push(bytes);
    return events === undefined || this.#tell(this.#answer.push(eventsIn(events.toString())));
  }

  drained(): Promise<void> {
    return this.#options.client.drained();
  }

  /** The router ends the client's sink. */
  async end(): Promise<void> {}

  /**
   * Sends what is left, once the core is through.
   *
   * @throws OpenAiError when the core's answer is none that can be told; nothing is sent then
   */
  finish(): void {
    const { stream, voice } = this.#options;
    const left = this.#inEvents
      ? this.#answer.push(eventsIn(this.#splitter.rest.toString()))
      : this.#answer.take(jsonObject(Buffer.concat(this.#held).toString()));
    const last = left + this.#answer.end();
    const { failure, answer } = this.#answer;
    // The core may have stopped the answer before it began: its status says why better than that there was none.
    if (failure !== undefined && !this.#begun) throw asError(this.#status < 400 ? failure : { ...failure, status: this.#status });
    this.#tell(last);
    if (!stream) this.#send(JSON.stringify(voice.whole(answer)), JSON_BODY);
  }

  /** Ends a stream that has begun with an error event. */
  fail({ status, body }: OpenAiError): void {
    this.#tell(this.#answer.fail({ status, error: body.error }));
  }

  #tell(events: string): boolean {
    return !this.#options.stream || events === '' || this.#send(events, EVENT_STREAM);
  }

  #send(text: string, type: Readonly<Record<string, string>>): boolean {
    const { client, headers } = this.#options;
    if (!this.#begun) {
      this.#begun = true;
      client.start(this.#status, { ...this.#headers, ...headers, ...type });
    }
    return client.write(text);
  }
}

const asError = ({ status, error: { message, type, param, code } }: Refused): OpenAiError =>
  new OpenAiError(status, message, { type, ...(param !== null && { param }), ...(code !== null && { code }) });
