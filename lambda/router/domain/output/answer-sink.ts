import { errorBody, OpenAiError } from '../http/openai-error.ts';
import type { ResponseSink } from '../ports.ts';
import { EventSplitter } from '../upstream/event-splitter.ts';
import { dataEvent, isEventStream } from '../upstream/sse.ts';
import type { CollectedAnswer } from './collected-answer.ts';
import { RewrittenAnswer } from './rewritten-answer.ts';
import { type FilterFactory, type FiltersBeside, isStop } from './text-filter.ts';

type Headers = Readonly<Record<string, string>>;

const ENCODED = 'The model answered with compressed text, which cannot be read here.';

/**
 * Stands between a chat's answer and the client: filters rewrite the text, the collected answer notes it. A whole answer, and the mark that
 * ends a stream, go out with `finish`. A filter that stops the answer ends the call to the upstream as if the client had left.
 */
export class AnswerSink implements ResponseSink {
  readonly closed: AbortSignal;
  readonly #inner: ResponseSink;
  readonly #isFiltered: boolean;
  readonly #answer: RewrittenAnswer;
  readonly #collected: CollectedAnswer | undefined;
  readonly #stopping = new AbortController();
  readonly #splitter = new EventSplitter();
  #mode: 'whole' | 'stream' | 'as it is' | 'stopped' = 'as it is';
  /** Held back until there is something to send, so that an answer which is stopped before can have a status of its own. */
  #head: { readonly status: number; readonly headers: Headers } | undefined;
  #whole: Buffer[] = [];
  #endMark = '';

  /** @param beside the filters of what is not its text. @default - that stays as it is */
  constructor(inner: ResponseSink, filters: readonly FilterFactory[], collected?: CollectedAnswer, beside?: FiltersBeside) {
    this.#inner = inner;
    this.#isFiltered = filters.length > 0;
    this.#answer = new RewrittenAnswer(filters, collected, beside);
    this.#collected = collected;
    this.closed = AbortSignal.any([inner.closed, this.#stopping.signal]);
  }

  start(status: number, headers: Headers): void {
    this.#head = { status, headers };
    if (status < 200 || status > 299) {
      this.#collected?.fail();
      return;
    }
    const encoding = headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') this.#unreadable();
    else this.#mode = isEventStream(headers['content-type']) ? 'stream' : 'whole';
  }

  write(chunk: string | Uint8Array): boolean {
    switch (this.#mode) {
      case 'stopped':
        return true;
      case 'as it is':
        return this.#send(chunk);
      case 'whole':
        this.#whole.push(Buffer.from(chunk));
        return true;
      case 'stream': {
        const events = this.#splitter.push(Buffer.from(chunk));
        return events === undefined || this.#events(events.toString());
      }
    }
  }

  drained(): Promise<void> {
    return this.#inner.drained();
  }

  end(): Promise<void> {
    return this.#inner.end();
  }

  /** Reads what came so far to its end, for the collected answer; a whole answer may be stopped here. */
  async settle(): Promise<void> {
    const { rest } = this.#splitter;
    // A server may close a stream behind its last event without the blank line.
    if (this.#mode === 'stream' && rest.length > 0) this.#events(`${rest}\n\n`);
    if (this.#mode !== 'whole') return;
    const rewritten = await this.#answer.whole(Buffer.concat(this.#whole).toString());
    if (isStop(rewritten)) this.#stop(rewritten.stop);
    else this.#whole = [Buffer.from(rewritten.text)];
  }

  /** Sends what was kept for the end. */
  finish(): void {
    if (this.#mode === 'whole') for (const part of this.#whole) this.#send(part);
    if (this.#mode === 'stream' && this.#endMark !== '') this.#send(this.#endMark);
  }

  #events(events: string): boolean {
    let text = '';
    let stop: OpenAiError | undefined;
    for (const block of events.match(/[\s\S]*?\r?\n\r?\n/g) ?? []) {
      const rewritten = this.#answer.event(block);
      if (isStop(rewritten)) {
        stop = rewritten.stop;
        break;
      }
      if (rewritten.done) this.#endMark += rewritten.text;
      else text += rewritten.text;
    }
    const roomy = text === '' || this.#send(text);
    if (stop !== undefined) this.#stop(stop);
    return roomy;
  }

  #send(chunk: string | Uint8Array): boolean {
    if (this.#head !== undefined) {
      this.#inner.start(this.#head.status, this.#head.headers);
      this.#head = undefined;
    }
    return this.#inner.write(chunk);
  }

  #unreadable(): void {
    this.#collected?.fail();
    if (this.#isFiltered) this.#stop(new OpenAiError(502, ENCODED, { code: 'upstream_invalid_answer' }));
  }

  /** An error of its own while nothing is sent; after that an error event, and no end mark. */
  #stop(error: OpenAiError): void {
    const { status, body, message, headers } = error;
    this.#mode = 'stopped';
    this.#collected?.fail();
    if (this.#head !== undefined) {
      const { 'content-encoding': _, ...others } = this.#head.headers;
      this.#head = { status, headers: { ...others, 'content-type': 'application/json', ...headers } };
      this.#send(JSON.stringify(body));
    } else {
      const { type, code } = body.error;
      this.#send(dataEvent(errorBody(message, { type, ...(code !== null && { code }) })));
    }
    this.#stopping.abort();
  }
}
