import { DONE_EVENT } from '../upstream/sse.ts';

type Headers = Readonly<Record<string, string>>;

/** Settles once; what came of it is to be looked up. */
class Bell {
  ring: () => void = () => undefined;
  readonly rung = new Promise<void>((resolve) => {
    this.ring = resolve;
  });
}

/**
 * A stream while it is being written, for others who ask the same: each reads it from its beginning and at its own pace. Of what was written, as
 * many bytes are held as may be kept of an answer; who falls further behind has its answer broken off.
 */
export class LiveAnswer {
  readonly #maxBytes: number;
  readonly #chunks: (string | Uint8Array)[] = [];
  readonly #begun = new Bell();
  #bytes = 0;
  #gone = 0;
  #over = false;
  #readers = 0;
  /** Made when somebody waits for it. */
  #news: Bell | undefined;
  #headers: Headers = {};
  /** Called when somebody comes or goes. */
  onReaders: () => void = () => undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Settles with the first bytes. */
  get begun(): Promise<void> {
    return this.#begun.rung;
  }

  /** Whether it has begun, and its beginning is still there. */
  get isReadable(): boolean {
    return this.length > 0 && this.#gone === 0;
  }

  get headers(): Headers {
    return this.#headers;
  }

  get readers(): number {
    return this.#readers;
  }

  /** Chunks so far. */
  get length(): number {
    return this.#gone + this.#chunks.length;
  }

  /** Waits for the answer, or reads it, until the signal aborts. @returns ends that */
  join(closed: AbortSignal): () => void {
    const leave = () => {
      if (!here) return;
      here = false;
      closed.removeEventListener('abort', leave);
      this.#readers -= 1;
      this.onReaders();
    };
    let here = true;
    this.#readers += 1;
    closed.addEventListener('abort', leave);
    this.onReaders();
    return leave;
  }

  push(headers: Headers, chunk: string | Uint8Array): void {
    this.#headers = headers;
    this.#chunks.push(chunk);
    this.#bytes += Buffer.byteLength(chunk);
    while (this.#bytes > this.#maxBytes && this.#chunks.length > 1) {
      this.#bytes -= Buffer.byteLength(this.#chunks.shift() ?? '');
      this.#gone += 1;
    }
    this.#begun.ring();
    this.#tell();
  }

  end(): void {
    this.#over = true;
    this.#tell();
  }

  /** @returns undefined for one that is still to come, null for one that is no longer there */
  at(index: number): string | Uint8Array | null | undefined {
    return index < this.#gone ? null : this.#chunks[index - this.#gone];
  }

  /** Whether it has its end mark, which the last chunk holds. */
  get isWhole(): boolean {
    return Buffer.from(this.#chunks.at(-1) ?? '').includes(DONE_EVENT);
  }

  /** Whether nothing is still to come. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Settles with the next chunk, or the end. */
  get news(): Promise<void> {
    this.#news ??= new Bell();
    return this.#news.rung;
  }

  #tell(): void {
    const news = this.#news;
    this.#news = undefined;
    news?.ring();
  }
}
