import type { Clock } from '../../../../lambda/router/domain/ports.ts';

interface Sleep {
  readonly until: number;
  readonly over: () => void;
}

/** All that can happen without time passing has happened. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands still until the test lets time pass; who sleeps wakes in the order of time. */
export class HandClock implements Clock {
  readonly #sleeps = new Set<Sleep>();
  #now = Date.UTC(2026, 0, 2, 3, 4, 5);

  now(): number {
    return this.#now;
  }

  /** How many sleep. */
  get sleeping(): number {
    return this.#sleeps.size;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        this.#sleeps.delete(sleep);
        resolve();
      };
      const sleep: Sleep = { until: this.#now + milliseconds, over };
      this.#sleeps.add(sleep);
      if (signal.aborted) over();
      signal.addEventListener('abort', over, { once: true });
    });
  }

  async pass(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settled();
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#now = next.until;
      next.over();
      await settled();
    }
    this.#now = until;
  }

  #next(until: number): Sleep | undefined {
    const [first] = [...this.#sleeps].filter((sleep) => sleep.until <= until).sort((a, b) => a.until - b.until);
    return first;
  }
}
