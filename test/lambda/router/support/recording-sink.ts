import type { ResponseSink, UpstreamFailure } from '../../../../lambda/router/domain/ports.ts';

/** Keeps what it is sent, and can be left like a client that hangs up. */
export class RecordingSink implements ResponseSink {
  readonly #leaving = new AbortController();
  readonly chunks: Buffer[] = [];
  status: number | undefined;
  headers: Readonly<Record<string, string>> = {};
  ended = false;
  /** Called with every chunk: to answer false is to ask for a pause. */
  onWrite: (chunk: Buffer) => boolean = () => true;
  /** What `drained` waits for. */
  draining: Promise<void> = Promise.resolve();

  get closed(): AbortSignal {
    return this.#leaving.signal;
  }

  /** @param reason as when the platform stops. @default - the client left */
  leave(reason?: UpstreamFailure): void {
    this.#leaving.abort(reason);
  }

  start(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.status !== undefined) throw new Error('started twice');
    this.status = status;
    this.headers = headers;
  }

  write(chunk: string | Uint8Array): boolean {
    if (this.status === undefined) throw new Error('written before it was started');
    if (this.ended) throw new Error('written after the end');
    this.chunks.push(Buffer.from(chunk));
    return this.onWrite(Buffer.from(chunk));
  }

  drained(): Promise<void> {
    return this.draining;
  }

  async end(): Promise<void> {
    this.ended = true;
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  get json(): any {
    return JSON.parse(this.text);
  }
}
