import type { UpstreamTimeouts } from '../contract/resilience.ts';
import { UpstreamFailure } from '../domain/ports.ts';

/**
 * So often in the time that an upstream may be silent it is looked whether it said something. Between two looks a chunk costs nothing, and
 * silence is noticed an eighth late at most.
 */
const LOOKS = 8;

/** Notices an upstream that has no first token in time, or falls silent after it. */
export class Silence {
  readonly #timeouts: UpstreamTimeouts;
  readonly #waits: () => boolean;
  readonly #broken: (failure: UpstreamFailure) => void;
  #timer: NodeJS.Timeout | undefined;
  #listens = true;
  #started = false;
  #over = false;
  #silentLooks = 0;

  /**
   * @param waits whether the upstream waits for its reader: then its silence is our own doing
   * @param broken called at most once
   */
  constructor(timeouts: UpstreamTimeouts, waits: () => boolean, broken: (failure: UpstreamFailure) => void) {
    this.#timeouts = timeouts;
    this.#waits = waits;
    this.#broken = broken;
  }

  /** Whether it matters if the next chunk says something. */
  get listens(): boolean {
    return this.#listens;
  }

  begin(): void {
    const { firstTokenMs } = this.#timeouts;
    this.#timer = setTimeout(() => {
      this.#afterSockets(() => {
        if (this.#started) return;
        if (this.#waits()) this.#timer?.refresh();
        else this.#broken(new UpstreamFailure('slow', `no token for ${firstTokenMs} ms`));
      });
    }, firstTokenMs);
  }

  /** A chunk says something. */
  heard(): void {
    this.#listens = false;
    this.#silentLooks = 0;
    if (this.#started || this.#over) return;
    this.#started = true;
    clearTimeout(this.#timer);
    this.#timer = setInterval(() => this.#look(), this.#timeouts.stallMs / LOOKS);
  }

  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #look(): void {
    this.#listens = true;
    this.#silentLooks = this.#waits() ? 0 : this.#silentLooks + 1;
    if (this.#silentLooks <= LOOKS) return;
    this.#afterSockets(() => {
      if (this.#silentLooks > LOOKS) this.#broken(new UpstreamFailure('stalled', `silent for ${this.#timeouts.stallMs} ms`));
    });
  }

  /** A process that was kept from running has not read yet what came in time: timers are served before sockets. */
  #afterSockets(judge: () => void): void {
    setImmediate(() => {
      if (!this.#over) judge();
    });
  }
}
