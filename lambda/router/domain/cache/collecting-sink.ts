import type { ResponseSink } from '../ports.ts';

/** Takes an answer that is for the router itself, as long as the client is there. */
export class CollectingSink implements ResponseSink {
  readonly closed: AbortSignal;
  readonly #chunks: Buffer[] = [];

  constructor(closed: AbortSignal) {
    this.closed = closed;
  }

  start(): void {}

  write(chunk: string | Uint8Array): boolean {
    this.#chunks.push(Buffer.from(chunk));
    return true;
  }

  async drained(): Promise<void> {}

  async end(): Promise<void> {}

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}
