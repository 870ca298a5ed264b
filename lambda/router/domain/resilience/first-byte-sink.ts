import type { ResponseSink } from '../ports.ts';

/** Passes everything on, and tells of the first byte. */
export class FirstByteSink implements ResponseSink {
  readonly #sink: ResponseSink;
  #tell: (() => void) | undefined;

  constructor(sink: ResponseSink, tell: () => void) {
    this.#sink = sink;
    this.#tell = tell;
  }

  get closed(): AbortSignal {
    return this.#sink.closed;
  }

  start(status: number, headers: Readonly<Record<string, string>>): void {
    this.#sink.start(status, headers);
  }

  write(chunk: string | Uint8Array): boolean {
    this.#tell?.();
    this.#tell = undefined;
    return this.#sink.write(chunk);
  }

  drained(): Promise<void> {
    return this.#sink.drained();
  }

  end(): Promise<void> {
    return this.#sink.end();
  }
}
