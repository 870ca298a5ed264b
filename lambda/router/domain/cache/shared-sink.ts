import { hasLeft, type ResponseSink, whyClosed } from '../ports.ts';
import { isEventStream } from '../upstream/sse.ts';
import { breakOff } from './break-off.ts';
import type { LiveAnswer } from './live-answer.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Writes a model's stream to the client that asked first, and lets others read along. The call ends when nobody is left who wants its answer;
 * while others read, a first client that is slow catches up by itself.
 */
export class SharedSink implements ResponseSink {
  readonly #inner: ResponseSink;
  readonly #live: LiveAnswer;
  readonly #closing = new AbortController();
  #headers: Headers | undefined;
  /** While the first client is behind what was written. */
  #catchingUp: Promise<void> | undefined;
  #cutOff = false;
  #goOn: () => void = () => undefined;

  constructor(inner: ResponseSink, live: LiveAnswer) {
    this.#inner = inner;
    this.#live = live;
    live.onReaders = () => this.#look();
    inner.closed.addEventListener('abort', () => this.#look());
    this.#look();
  }

  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  start(status: number, headers: Headers): void {
    // What the platform says in a model's place is not what the others asked for.
    const isModels = headers['x-cache'] === 'miss' && headers['x-model-notice'] === undefined;
    const isReadable = isEventStream(headers['content-type']) && headers['content-encoding'] === undefined;
    if (status === 200 && isModels && isReadable) this.#headers = headers;
    this.#inner.start(status, headers);
  }

  write(chunk: string | Uint8Array): boolean {
    if (this.#headers === undefined) return this.#inner.write(chunk);
    this.#live.push(this.#headers, chunk);
    if (this.#cutOff || hasLeft(this.#inner.closed)) return true;
    if (this.#catchingUp === undefined) {
      if (this.#inner.write(chunk)) return true;
      this.#catchingUp = this.#catchUp();
      // Told of by `settle`.
      this.#catchingUp.catch(() => undefined);
    }
    return this.#live.readers > 0;
  }

  async drained(): Promise<void> {
    if (this.#headers === undefined) return this.#inner.drained();
    if (this.#catchingUp === undefined || this.#live.readers > 0) return;
    const joined = new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
    await Promise.race([this.#catchingUp, joined]);
  }

  end(): Promise<void> {
    return this.#inner.end();
  }

  /** Nothing more is written: settles when the first client has it all. */
  async settle(): Promise<void> {
    this.#live.end();
    await this.#catchingUp;
  }

  async #catchUp(): Promise<void> {
    let index = this.#live.length;
    await this.#inner.drained();
    for (;;) {
      const chunk = this.#live.at(index);
      if (chunk === undefined || hasLeft(this.#inner.closed)) {
        // In the same turn as the look: what is written from here on goes straight to the client.
        this.#catchingUp = undefined;
        return;
      }
      if (chunk === null) {
        this.#cutOff = true;
        return breakOff(this.#inner);
      }
      index += 1;
      if (!this.#inner.write(chunk)) await this.#inner.drained();
    }
  }

  #look(): void {
    if (this.#live.readers > 0) this.#goOn();
    const { closed } = this.#inner;
    if (closed.aborted && (this.#live.readers === 0 || !hasLeft(closed))) this.#closing.abort(whyClosed(closed));
  }
}
