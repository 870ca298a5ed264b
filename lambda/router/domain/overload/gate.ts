import { OpenAiError } from '../http/openai-error.ts';
import { FairQueue } from './fair-queue.ts';

/** What one process takes on. */
export interface OverloadLimits {
  /** Requests that are answered at the same time. */
  readonly maxInFlight: number;
  /** Requests that wait for one of those to end. */
  readonly maxQueued: number;
}

/** Settles after so long, or at once when the signal aborts. */
type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** A request that waits. */
interface Waiter {
  readonly bytes: number;
  readonly settle: (how: 'admitted' | 'late' | 'gone') => void;
}

/** Longer, and clients with a time limit of their own give up in the queue: the work would be for nobody. */
export const MAX_WAIT_MS = 5_000;

/** Of all bodies that wait: a few large prompts must not fill the memory. */
export const MAX_QUEUED_BYTES = 64 * 1024 * 1024;

/** Of all places, those that may wait for models to wake: who asks others must not be kept out by them. */
const HELD_SHARE = 0.25;

/** Lets as many requests in as the process can answer, some wait, and refuses the rest at once. */
export class OverloadGate {
  readonly #limits: OverloadLimits;
  readonly #sleep: Sleep;
  readonly #random: () => number;
  readonly #queue = new FairQueue<Waiter>();
  #inFlight = 0;
  #queuedBytes = 0;
  #held = 0;

  constructor(limits: OverloadLimits, sleep: Sleep, random: () => number) {
    this.#limits = limits;
    this.#sleep = sleep;
    this.#random = random;
  }

  /**
   * Takes a place, which `leave` gives back.
   *
   * @param bytes of the request's body
   * @param closed aborted when nobody waits for the answer any more
   * @returns undefined when there is a place at once, else a promise that waits for one: false when nobody wants it any more. It rejects
   *   with an OpenAiError 429 when it takes too long
   * @throws OpenAiError 429 when there is no room to wait
   */
  enter(tenant: string, bytes: number, closed: AbortSignal): Promise<boolean> | undefined {
    const { maxInFlight, maxQueued } = this.#limits;
    if (this.#inFlight < maxInFlight) {
      this.#inFlight += 1;
      return undefined;
    }
    if (this.#queue.size >= maxQueued || this.#queuedBytes + bytes > MAX_QUEUED_BYTES) throw overloaded(this.#random());
    return this.#wait(tenant, bytes, closed);
  }

  /** Gives a place back: to whoever is next. */
  leave(): void {
    const next = this.#queue.take();
    if (next === undefined) this.#inFlight -= 1;
    else next.settle('admitted');
  }

  /**
   * Whether a request may keep its place while it waits, maybe for minutes, for something that takes no work; `release` ends that.
   *
   * @param bytes of the request's body
   */
  hold(bytes: number): boolean {
    const most = Math.max(1, Math.floor(this.#limits.maxInFlight * HELD_SHARE));
    if (this.#held >= most || this.#queuedBytes + bytes > MAX_QUEUED_BYTES) return false;
    this.#held += 1;
    this.#queuedBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#held -= 1;
    this.#queuedBytes -= bytes;
  }

  async #wait(tenant: string, bytes: number, closed: AbortSignal): Promise<boolean> {
    const over = new AbortController();
    const how = await new Promise<'admitted' | 'late' | 'gone'>((settle) => {
      const waiter: Waiter = { bytes, settle };
      // Only who still waits can give up: a place that was handed over must not get lost.
      const giveUp = (why: 'late' | 'gone') => this.#queue.remove(tenant, waiter) && settle(why);
      this.#queue.add(tenant, waiter);
      this.#queuedBytes += bytes;
      closed.addEventListener('abort', () => giveUp('gone'), { once: true, signal: over.signal });
      void this.#sleep(MAX_WAIT_MS, over.signal).then(() => giveUp('late'));
      if (closed.aborted) giveUp('gone');
    });
    over.abort();
    this.#queuedBytes -= bytes;
    if (how === 'late') throw overloaded(this.#random());
    return how === 'admitted';
  }
}

/** @param random 0 ≤ x < 1; spreads those who come back */
function overloaded(random: number): OpenAiError {
  const seconds = 1 + Math.floor(random * 3);
  return new OpenAiError(429, `The platform has more requests than it can take. Try again in ${seconds} s.`, {
    code: 'overloaded',
    headers: { 'retry-after': String(seconds) },
  });
}
