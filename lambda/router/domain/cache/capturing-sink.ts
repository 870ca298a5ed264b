import type { ResponseSink } from '../ports.ts';

/** An answer that was written, all of it. */
export interface Captured {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Passes an answer on and remembers it, by reference, until it turns out to be too large or no success. */
export class CapturingSink implements ResponseSink {
  readonly #inner: ResponseSink;
  readonly #maxBytes: number;
  readonly #mark: Readonly<Record<string, string>>;
  #chunks: (string | Uint8Array)[] | undefined;
  #bytes = 0;
  #headers: Readonly<Record<string, string>> = {};

  /** @param mark headers that every answer gets unless it has them */
  constructor(inner: ResponseSink, maxBytes: number, mark: Readonly<Record<string, string>>) {
    this.#inner = inner;
    this.#maxBytes = maxBytes;
    this.#mark = mark;
  }

  get closed(): AbortSignal {
    return this.#inner.closed;
  }

  start(status: number, headers: Readonly<Record<string, string>>): void {
    this.#headers = headers;
    // Bytes in another encoding are not looked into, so that nobody knows whether they are whole.
    if (status === 200 && headers['content-encoding'] === undefined) this.#chunks = [];
    this.#inner.start(status, { ...this.#mark, ...headers });
  }

  write(chunk: string | Uint8Array): boolean {
    if (this.#chunks !== undefined) this.#keep(chunk);
    return this.#inner.write(chunk);
  }

  drained(): Promise<void> {
    return this.#inner.drained();
  }

  end(): Promise<void> {
    return this.#inner.end();
  }

  /** What was written so far; undefined when it is not to be kept. */
  get captured(): Captured | undefined {
    if (this.#chunks === undefined) return undefined;
    const parts = this.#chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
    return { status: 200, headers: this.#headers, body: Buffer.concat(parts) };
  }

  #keep(chunk: string | Uint8Array): void {
    this.#bytes += Buffer.byteLength(chunk);
    if (this.#bytes > this.#maxBytes) this.#chunks = undefined;
    else this.#chunks?.push(chunk);
  }
}
