import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { UpstreamTimeouts } from '../contract/resilience.ts';
import { ENOUGH, UpstreamFailure, type UpstreamResponse, whyClosed } from '../domain/ports.ts';
import { Silence } from './silence.ts';

type Controller = Dispatcher.DispatchController;
type Consume = Parameters<UpstreamResponse['read']>[0];
type Said = NonNullable<Parameters<UpstreamResponse['read']>[1]>;

const ALWAYS: Said = () => true;

/** An upstream that ends within this time after its reader had enough keeps its connection. */
const LINGER_MS = 100;

/** Chunks that may wait for their reader before the upstream is told to pause: more than one read of the socket brings. */
const MAX_EARLY_CHUNKS = 64;

/**
 * One request and its answer on a pooled connection. It hands the parser's chunks straight to the reader: a stream object in between
 * would cost more per chunk than all else here.
 */
export class UpstreamExchange implements Dispatcher.DispatchHandler {
  readonly #head = deferred<UpstreamResponse>();
  readonly #body = deferred<void>();
  readonly #signal: AbortSignal;
  readonly #silence: Silence;
  readonly #early: Buffer[] = [];
  #controller: Controller | undefined;
  /** Of patience with an upstream whose reader had enough. */
  #lingering: NodeJS.Timeout | undefined;
  readonly #deadline: NodeJS.Timeout;
  #consume: Consume | undefined;
  /** No chunk may be handed over: there is no reader yet, or it is not through with the last one. */
  #busy = true;
  #said: Said = ALWAYS;
  #ended = false;
  #enough = false;

  constructor(signal: AbortSignal, timeouts: UpstreamTimeouts, totalMs = timeouts.totalMs) {
    this.#signal = signal;
    // An answer that nobody reads yet is waited for all the same.
    const waits = () => this.#consume !== undefined && this.#busy;
    this.#silence = new Silence(timeouts, waits, (failure) => this.#abort(failure));
    // A body that fails before anybody reads it must not end the process; the reader gets the failure all the same.
    this.#body.promise.catch(() => undefined);
    signal.addEventListener('abort', this.#cancel, { once: true });
    this.#deadline = setTimeout(() => this.#abort(new UpstreamFailure('overdue', `not through after ${totalMs} ms`)), totalMs);
  }

  /** @throws UpstreamFailure when there is no answer */
  get response(): Promise<UpstreamResponse> {
    return this.#head.promise;
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#ended) controller.abort(new UpstreamFailure('cancelled', 'cancelled before it was sent'));
    else this.#silence.begin();
  }

  onResponseStart(_: Controller, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#head.resolve({ status, headers, read: (consume, said) => this.#read(consume, said) });
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#enough) this.#letGo();
    else if (!this.#busy) this.#deliver(chunk);
    else if (this.#early.push(chunk) >= MAX_EARLY_CHUNKS) controller.pause();
  }

  onResponseEnd(): void {
    this.#end();
    if (!this.#busy) this.#body.resolve();
  }

  onResponseError(_: Controller, error: Error): void {
    const code = codeOf(error);
    const answered = this.#consume !== undefined || UNREADABLE.test(code);
    this.#fail(error instanceof UpstreamFailure ? error : new UpstreamFailure(answered ? 'broken' : 'unreachable', code));
  }

  #read(consume: Consume, said = ALWAYS): Promise<void> {
    this.#consume = consume;
    this.#said = said;
    this.#proceed();
    return this.#body.promise;
  }

  #proceed(): void {
    this.#busy = false;
    for (let chunk = this.#early.shift(); chunk !== undefined; chunk = this.#busy ? undefined : this.#early.shift()) {
      this.#deliver(chunk);
    }
    if (this.#busy) return;
    if (this.#ended) this.#body.resolve();
    else this.#controller?.resume();
  }

  #deliver(chunk: Buffer): void {
    try {
      const pending = this.#consume?.(chunk);
      if (this.#silence.listens && this.#said()) this.#silence.heard();
      if (pending === undefined) return;
      this.#busy = true;
      if (pending === ENOUGH) {
        this.#finish();
        return;
      }
      this.#controller?.pause();
      pending.then(() => this.#proceed());
    } catch (error) {
      this.#abort(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** The reader has had enough. */
  #finish(): void {
    const hasEnded = this.#ended;
    this.#end();
    this.#enough = true;
    this.#body.resolve();
    if (hasEnded) return;
    if (this.#early.length > 0) {
      this.#letGo();
      return;
    }
    this.#lingering = setTimeout(() => this.#letGo(), LINGER_MS);
    this.#controller?.resume();
  }

  #letGo(): void {
    this.#controller?.abort(new UpstreamFailure('cancelled', 'went on after its end'));
  }

  readonly #cancel = (): void => this.#abort(whyClosed(this.#signal));

  #abort(error: Error): void {
    this.#fail(error);
    this.#controller?.abort(error);
  }

  #fail(error: Error): void {
    const ended = this.#ended;
    this.#end();
    if (ended) return;
    // The reader is told of the end at once, even while it is busy; nothing may come after that.
    this.#early.length = 0;
    this.#head.reject(error);
    this.#body.reject(error);
  }

  #end(): void {
    this.#ended = true;
    this.#silence.end();
    clearTimeout(this.#lingering);
    clearTimeout(this.#deadline);
    this.#signal.removeEventListener('abort', this.#cancel);
  }
}

/** Something came that is no HTTP, or more headers than anybody reads. */
const UNREADABLE = /^(HTTPParserError|HPE_|UND_ERR_HEADERS_OVERFLOW)/;

const codeOf = (error: Error & { readonly code?: unknown }): string => (typeof error.code === 'string' ? error.code : error.name);

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...(settle as Omit<Deferred<T>, 'promise'>) };
}
