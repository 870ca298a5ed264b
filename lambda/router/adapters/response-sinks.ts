import type { Writable } from 'node:stream';
import { type ResponseSink, UpstreamFailure } from '../domain/ports.ts';

/** `awslambda.HttpResponseStream`: puts status and headers in front of a Lambda response stream. */
export interface HttpResponseStream {
  from(stream: Writable, metadata: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> }): Writable;
}

/** A buffered proxy answer, for gateways without response streaming. */
export interface ProxyResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

export class StreamSink implements ResponseSink {
  readonly #leaving = new AbortController();
  readonly #raw: Writable;
  readonly #http: HttpResponseStream;
  #stream: Writable;
  #gone = false;
  /** Settles the promise that `drained` or `end` gave. */
  #release: (() => void) | undefined;

  constructor(raw: Writable, http: HttpResponseStream) {
    this.#raw = raw;
    this.#http = http;
    this.#stream = raw;
    this.#watch(raw);
  }

  get closed(): AbortSignal {
    return this.#leaving.signal;
  }

  start(status: number, headers: Readonly<Record<string, string>>): void {
    this.#stream = this.#http.from(this.#raw, { statusCode: status, headers });
    if (this.#stream !== this.#raw) this.#watch(this.#stream);
  }

  write(chunk: string | Uint8Array): boolean {
    return this.#gone || this.#stream.write(chunk);
  }

  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#release = resolve;
      if (this.#gone || !this.#stream.writableNeedDrain) this.#settle();
    });
  }

  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#release = resolve;
      if (this.#gone) this.#settle();
      else this.#stream.end(() => this.#settle());
    });
  }

  /** Ends what is under way: the client is still told how. */
  stop(): void {
    this.#leaving.abort(new UpstreamFailure('stopped', 'the platform stopped'));
  }

  #watch(stream: Writable): void {
    const gone = () => {
      if (!stream.writableFinished) {
        this.#gone = true;
        this.#leaving.abort();
      }
      this.#settle();
    };
    stream.once('close', gone);
    // Without a listener an error, e.g. a write after the client has left, would end the process.
    stream.on('error', gone);
    stream.on('drain', () => this.#settle());
  }

  #settle(): void {
    this.#release?.();
    this.#release = undefined;
  }
}

export class BufferedSink implements ResponseSink {
  readonly closed = new AbortController().signal;
  readonly #chunks: Buffer[] = [];
  #status = 500;
  #headers: Readonly<Record<string, string>> = {};

  start(status: number, headers: Readonly<Record<string, string>>): void {
    this.#status = status;
    this.#headers = headers;
  }

  write(chunk: string | Uint8Array): boolean {
    this.#chunks.push(Buffer.from(chunk));
    return true;
  }

  async drained(): Promise<void> {}

  async end(): Promise<void> {}

  get result(): ProxyResult {
    const body = Buffer.concat(this.#chunks).toString();
    return { statusCode: this.#status, headers: this.#headers, body, isBase64Encoded: false };
  }
}
