import type { BreakerNews, BreakerStore, SharedBreaker } from './shared-breakers.ts';

/** Others are listened to so often, and only while there are requests. */
const READ_EVERY_MS = 1_000;
/** A store that is out of reach is mentioned so often. */
const WARN_EVERY_MS = 60_000;

/** Keeps a router's breakers in touch with those of the others. Nobody waits for it: while the store is out of reach, each has its own. */
export class BreakerSharing {
  readonly #store: BreakerStore;
  readonly #now: () => number;
  readonly #onFailure: (reason: string) => void;
  /** The last word on each upstream that was listened to. */
  readonly #heard = new Map<string, string>();
  #reading = false;
  #readAt = Number.NEGATIVE_INFINITY;
  #warnedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param now epoch milliseconds
   * @param onFailure told why the store is out of reach, once a minute at most
   */
  constructor(store: BreakerStore, now: () => number, onFailure: (reason: string) => void) {
    this.#store = store;
    this.#now = now;
    this.#onFailure = onFailure;
  }

  /** Listens to the others, when it is time to. */
  listen(upstreams: () => readonly string[], tell: (upstream: string, word: SharedBreaker, now: number) => void): void {
    if (this.#reading || this.#now() - this.#readAt < READ_EVERY_MS) return;
    this.#reading = true;
    void this.#read(upstreams(), tell);
  }

  publish(upstream: string, news: BreakerNews): void {
    this.#store.write(upstream, news).catch((error: unknown) => this.#warn(error));
  }

  async #read(upstreams: readonly string[], tell: (upstream: string, word: SharedBreaker, now: number) => void): Promise<void> {
    try {
      const words = await this.#store.read(upstreams);
      const now = this.#now();
      for (const [index, word] of words.entries()) {
        const upstream = upstreams[index];
        if (word === undefined || upstream === undefined || this.#heard.get(upstream) === word.version) continue;
        this.#heard.set(upstream, word.version);
        tell(upstream, word, now);
      }
    } catch (error) {
      this.#warn(error);
    } finally {
      this.#readAt = this.#now();
      this.#reading = false;
    }
  }

  #warn(error: unknown): void {
    const now = this.#now();
    if (now - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = now;
    this.#onFailure(error instanceof Error ? error.message : String(error));
  }
}
