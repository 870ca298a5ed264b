import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { UpstreamTimeouts } from '../contract/resilience.ts';
import { type FailureKind, UpstreamFailure, type UpstreamResponse } from '../domain/ports.ts';

type Controller = Dispatcher.DispatchController;
type Consume = Parameters<UpstreamResponse['read']>[0];
type Begun = NonNullable<Parameters<UpstreamResponse['read']>[1]>;

const AT_ONCE: Begun = () => true;

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
  readonly #timeouts: UpstreamTimeouts;
  readonly #early: Buffer[] = [];
  #controller: Controller | undefined;
  /** Of silence. */
  #timer: NodeJS.Timeout | undefined;
  readonly #deadline: NodeJS.Timeout;
  #consume: Consume | undefined;
  /** No chunk may be handed over: there is no reader yet, or it is not through with the last one. */
  #busy = true;
  #begun: Begun = AT_ONCE;
  #started = false;
  #chunks = 0;
  #ended = false;

  constructor(signal: AbortSignal, timeouts: UpstreamTimeouts, totalMs = timeouts.totalMs) {
    this.#signal = signal;
    this.#timeouts = timeouts;
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
    else this.#expectWithin(this.#timeouts.firstTokenMs, 'slow');
  }

  onResponseStart(_: Controller, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#head.resolve({ status, headers, read: (consume, begun) => this.#read(consume, begun) });
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#chunks += 1;
    if (this.#started) this.#timer?.refresh();
    if (!this.#busy) this.#deliver(chunk);
    else if (this.#early.push(chunk) >= MAX_EARLY_CHUNKS) controller.pause();
  }

  onResponseEnd(): void {
    this.#end();
    if (!this.#busy) this.#body.resolve();
  }

  onResponseError(_: Controller, error: Error): void {
    const kind = this.#consume === undefined ? 'unreachable' : 'broken';
    this.#fail(error instanceof UpstreamFailure ? error : new UpstreamFailure(kind, codeOf(error)));
  }

  #read(consume: Consume, begun = AT_ONCE): Promise<void> {
    this.#consume = consume;
    this.#begun = begun;
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
      if (!this.#started && this.#begun()) this.#start();
      if (pending === undefined) return;
      this.#busy = true;
      this.#controller?.pause();
      pending.then(() => this.#proceed());
    } catch (error) {
      this.#abort(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #start(): void {
    this.#started = true;
    if (!this.#ended) this.#expectWithin(this.#timeouts.stallMs, 'stalled');
  }

  readonly #cancel = (): void => this.#abort(new UpstreamFailure('cancelled', 'the client left'));

  #expectWithin(milliseconds: number, kind: FailureKind): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A process that was kept from running has not read yet what came in time: timers are served before sockets.
      const seen = this.#chunks;
      setImmediate(() => {
        if (this.#ended || (kind === 'slow' ? this.#started : this.#chunks !== seen)) return;
        // While the client is what we wait for, the upstream's silence is our own doing.
        if (this.#consume !== undefined && this.#busy) this.#timer?.refresh();
        else this.#abort(new UpstreamFailure(kind, `${kind === 'slow' ? 'no token' : 'silent'} for ${milliseconds} ms`));
      });
    }, milliseconds);
  }

  #abort(error: Error): void {
    this.#fail(error);
    this.#controller?.abort(error);
  }

  #fail(error: Error): void {
    if (this.#ended) return;
    this.#end();
    // The reader is told of the end at once, even while it is busy; nothing may come after that.
    this.#early.length = 0;
    this.#head.reject(error);
    this.#body.reject(error);
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    this.#signal.removeEventListener('abort', this.#cancel);
  }
}

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
