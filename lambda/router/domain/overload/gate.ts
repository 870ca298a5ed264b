import { OpenAiError } from '../http/openai-error.ts';
import { FairQueue, type Weighed } from './fair-queue.ts';

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
interface Waiter extends Weighed {
  readonly settle: (how: 'admitted' | 'late' | 'displaced' | 'gone') => void;
}

/** Longer, and clients with a time limit of their own give up in the queue: the work would be for nobody. */
export const MAX_WAIT_MS = 5_000;

/** Of all bodies that wait: a few large prompts must not fill the memory. */
export const MAX_QUEUED_BYTES = 64 * 1024 * 1024;

/** Of all places, those that may wait for models to wake: who asks others must not be kept out by them. */
const HELD_SHARE = 0.25;

/** Lets as many requests in as the process can answer, some wait, and refuses the rest at once. No tenant takes all the room to wait. */
export class OverloadGate {
  readonly #limits: OverloadLimits;
  readonly #sleep: Sleep;
  readonly #random: () => number;
  readonly #queue = new FairQueue<Waiter>();
  #inFlight = 0;
  #held = 0;
  #heldBytes = 0;

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
   *   with an OpenAiError 429 when it takes too long, or another tenant that has less waiting needs the room
   * @throws OpenAiError 429 when there is no room to wait
   */
  enter(tenant: string, bytes: number, closed: AbortSignal): Promise<boolean> | undefined {
    const { maxInFlight } = this.#limits;
    if (this.#inFlight < maxInFlight) {
      this.#inFlight += 1;
      return undefined;
    }
    if (closed.aborted) return Promise.resolve(false);
    if (!this.#makeRoom(tenant, bytes)) throw overloaded(this.#random());
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
    if (this.#held >= most || this.#bytesTooMany(bytes) > 0) return false;
    this.#held += 1;
    this.#heldBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#held -= 1;
    this.#heldBytes -= bytes;
  }

  /**
   * Whether a newcomer may wait. Where there is no room for it, who came last of the tenant with most makes some, if the newcomer's tenant has
   * less waiting: a tenant that floods the queue takes it from itself.
   */
  #makeRoom(tenant: string, bytes: number): boolean {
    const queue = this.#queue;
    const isFull = queue.size >= this.#limits.maxQueued;
    const tooMany = this.#bytesTooMany(bytes);
    if (!isFull && tooMany <= 0) return true;
    const own = queue.waitingOf(tenant);
    const longest = queue.most('count');
    const heaviest = queue.most('bytes');
    if (longest === undefined || heaviest === undefined) return false;
    if (isFull && own.count >= queue.waitingOf(longest).count) return false;
    // What the newcomer's tenant would then have waiting must not be more than what is left of the other's.
    if (tooMany > 0 && own.bytes + bytes > queue.waitingOf(heaviest).bytes - tooMany) return false;
    if (isFull) queue.takeNewest(longest)?.settle('displaced');
    while (this.#bytesTooMany(bytes) > 0) queue.takeNewest(heaviest)?.settle('displaced');
    return true;
  }

  /** Bytes beyond those that may wait, with so many more. */
  #bytesTooMany(more: number): number {
    return this.#queue.bytes + this.#heldBytes + more - MAX_QUEUED_BYTES;
  }

  async #wait(tenant: string, bytes: number, closed: AbortSignal): Promise<boolean> {
    const over = new AbortController();
    const how = await new Promise<'admitted' | 'late' | 'displaced' | 'gone'>((settle) => {
      const waiter: Waiter = { bytes, settle };
      // Only who still waits can give up: a place that was handed over must not get lost.
      const giveUp = (why: 'late' | 'gone') => this.#queue.remove(tenant, waiter) && settle(why);
      this.#queue.add(tenant, waiter);
      closed.addEventListener('abort', () => giveUp('gone'), { once: true, signal: over.signal });
      void this.#sleep(MAX_WAIT_MS, over.signal).then(() => giveUp('late'));
    });
    over.abort();
    if (how === 'late' || how === 'displaced') throw overloaded(this.#random());
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
