import type { StreamSink } from './response-sinks.ts';

/**
 * Answers under way. In places that are used again: a `Set` that is filled and emptied all the time leaves tables behind, which keep what they
 * once held from being collected young.
 */
export class OpenSinks {
  readonly #places: (StreamSink | undefined)[] = [];
  readonly #free: number[] = [];

  /** @returns its place, for `remove` */
  add(sink: StreamSink): number {
    const place = this.#free.pop() ?? this.#places.length;
    this.#places[place] = sink;
    return place;
  }

  remove(place: number): void {
    this.#places[place] = undefined;
    this.#free.push(place);
  }

  /** Ends what is under way. */
  stop(): void {
    for (const sink of this.#places) sink?.stop();
  }
}
