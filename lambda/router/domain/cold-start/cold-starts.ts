import type { ColdStart } from '../../contract/targets.ts';
import { pauseMs } from './pause.ts';

/** How the wait for a model ended. */
export type Woken = 'awake' | 'late' | 'gone';

/** What the waiting for a release needs from outside. */
export interface Watched {
  /** Whether it answers; never rejects. */
  readonly isReady: (signal: AbortSignal) => Promise<boolean>;
  /** Tells whoever starts replicas that so many requests wait. */
  readonly tell: (waiting: number) => void;
}

/** Epoch milliseconds, and sleep that an abort ends. */
interface Clock {
  now(): number;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

interface Sleeper {
  /** Epoch milliseconds, like all times here. */
  readonly since: number;
  metAt: number;
  toldAt: number;
  readonly waiters: Set<(how: Woken) => void>;
  /** Ends the watch. @default - nobody waits */
  watch?: AbortController;
}

/** A request that went elsewhere counts as demand for so long: Prometheus looks every 15 s. */
const REMEMBERED_MS = 60_000;
/** While requests wait they are told of so often. */
const TELL_EVERY_MS = 30_000;

/** The models that were met asleep by one process, and who waits for them. Bounded by the configuration: one entry a release. */
export class ColdStarts {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #sleepers = new Map<string, Sleeper>();
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Whether requests wait for a release, so that it is known to sleep. */
  isWatched(release: string): boolean {
    return (this.#sleepers.get(release)?.waiters.size ?? 0) > 0;
  }

  /** Requests by release that wait now; 1 where one met it asleep in the last minute and went elsewhere. */
  demand(): Readonly<Record<string, number>> {
    const now = this.#clock.now();
    return Object.fromEntries(
      [...this.#sleepers].flatMap(([release, { waiters, metAt }]) => {
        const waiting = waiters.size > 0 ? waiters.size : Number(now - metAt < REMEMBERED_MS);
        return waiting > 0 ? [[release, waiting]] : [];
      }),
    );
  }

  /** Asks whether a release answers: once for all who want to know at the same time. A client that leaves is not kept. */
  async isReady(release: string, { isReady }: Watched, closed: AbortSignal): Promise<boolean> {
    const asking = this.#asking.get(release) ?? isReady(new AbortController().signal).finally(() => this.#asking.delete(release));
    this.#asking.set(release, asking);
    const over = new AbortController();
    const left = new Promise<false>((settle) => {
      closed.addEventListener('abort', () => settle(false), { once: true, signal: over.signal });
      if (closed.aborted) settle(false);
    });
    const ready = await Promise.race([asking, left]);
    over.abort();
    if (ready) this.#woke(release);
    return ready;
  }

  /** Notes that a request met a release asleep. @returns when the first of all did; whom nobody wanted for a whole start is met anew */
  meet({ release, withinMs }: ColdStart, { tell }: Watched): number {
    const now = this.#clock.now();
    const known = this.#sleepers.get(release);
    const sleeper =
      known !== undefined && (known.waiters.size > 0 || now - known.metAt <= withinMs)
        ? known
        : { since: now, metAt: now, toldAt: Number.NEGATIVE_INFINITY, waiters: new Set<(how: Woken) => void>() };
    sleeper.metAt = now;
    this.#sleepers.set(release, sleeper);
    this.#tell(sleeper, tell);
    return sleeper.since;
  }

  /** Waits until a release that was met asleep answers, the time is over, or the client has left. */
  async wait(release: string, milliseconds: number, closed: AbortSignal, watched: Watched): Promise<Woken> {
    const sleeper = this.#sleepers.get(release);
    if (sleeper === undefined) return 'awake';
    const over = new AbortController();
    let waiter: (how: Woken) => void = () => undefined;
    const ended = new Promise<Woken>((settle) => {
      waiter = settle;
      closed.addEventListener('abort', () => settle('gone'), { once: true, signal: over.signal });
      void this.#clock.sleep(milliseconds, over.signal).then(() => settle('late'));
      if (closed.aborted) settle('gone');
    });
    sleeper.waiters.add(waiter);
    if (sleeper.watch === undefined) void this.#watch(release, sleeper, watched);
    const how = await ended;
    over.abort();
    sleeper.waiters.delete(waiter);
    sleeper.metAt = this.#clock.now();
    if (sleeper.waiters.size === 0) this.#unwatch(sleeper);
    return how;
  }

  /** One for all who wait: it asks with pauses until the release answers, or nobody waits any more. */
  async #watch(release: string, sleeper: Sleeper, watched: Watched): Promise<void> {
    const watch = new AbortController();
    sleeper.watch = watch;
    for (let asked = 0; !watch.signal.aborted; asked++) {
      await this.#clock.sleep(pauseMs(asked, this.#random()), watch.signal);
      if (watch.signal.aborted) return;
      this.#tell(sleeper, watched.tell);
      if (await watched.isReady(watch.signal)) this.#woke(release);
    }
  }

  #unwatch(sleeper: Sleeper): void {
    sleeper.watch?.abort();
    delete sleeper.watch;
  }

  #woke(release: string): void {
    const sleeper = this.#sleepers.get(release);
    if (sleeper === undefined) return;
    this.#sleepers.delete(release);
    this.#unwatch(sleeper);
    for (const settle of sleeper.waiters) settle('awake');
  }

  #tell(sleeper: Sleeper, tell: Watched['tell']): void {
    const now = this.#clock.now();
    if (now - sleeper.toldAt < TELL_EVERY_MS) return;
    sleeper.toldAt = now;
    tell(Math.max(1, sleeper.waiters.size));
  }
}
